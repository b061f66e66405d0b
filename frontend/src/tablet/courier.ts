/** The way to the node: items up, what may be found down. */
import { NoLine, Rejected, Revoked, type Courier, type Item, type Outcome } from "./queue";

const PATIENCE_MS = 60_000;
const REVOKED = "urn:openhbm:problem:revoked";

export interface Told {
  at: string;
}

/** What the courier must know; asked for with each request, since it may change. */
export interface Credentials {
  secret: string;
  version: string;
  language: string;
  /** Told the node's time with each answer. */
  heard(at: string): void;
}

export class NodeCourier implements Courier {
  constructor(private readonly credentials: () => Promise<Credentials | null>) {}

  async bring(items: Item[], standing: { unsent: number; refused: number }): Promise<Outcome[]> {
    const own = await this.credentials();
    if (!own) throw new NoLine("not prepared");
    const body = {
      items: items.map(({ id, sealed }) => ({ id, sealed })),
      ...standing,
      clock: new Date().toISOString(),
      version: own.version,
      language: own.language,
    };
    const told = (await ask("items", own.secret, body)) as Told & { outcomes: Outcome[] };
    own.heard(told.at);
    return told.outcomes;
  }

  async pack(user: string, key: string): Promise<unknown> {
    const own = await this.credentials();
    if (!own) throw new NoLine("not prepared");
    return ask("pack", own.secret, { user, key, language: own.language });
  }
}

async function ask(what: string, secret: string, body: unknown): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/tablet/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${secret}` },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new NoLine("no line");
  }
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  if (problem.type === REVOKED || answer.status === 401) throw new Revoked(problem.detail);
  // Something between here and the node, or a node that is starting: as good as no line.
  if ([502, 503, 504].includes(answer.status)) throw new NoLine("no node");
  throw new Rejected(problem.detail ?? `HTTP ${answer.status}`);
}
