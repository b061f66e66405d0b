/** The arrival desk that works with no node: puts its parts together and keeps the shift's time. */
import { startTallyPads } from "./behaviour/tallypad";
import "./styles/app.css";
import "./styles/tablet.css";
import { Desk } from "./tablet/desk";
import { Doors } from "./tablet/doors";
import { Entering, type Saved } from "./tablet/entering";
import { body, copyOf, hush, part, parts, say, show, tell, word } from "./tablet/page";
import { NoLine, Rejected, Revoked } from "./tablet/queue";
import { clearSearch, startSearch } from "./tablet/searching";
import { clearTokens, printTokens, type Token } from "./tablet/tokens";
import { Unsent } from "./tablet/unsent";
import { Updating, versionKept } from "./tablet/updating";

const RETRY_MS = 30_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SCREENS = ["tally", "group", "household", "screening", "phone", "find", "unsent"];

const desk = new Desk(body.dataset.language ?? "en", () => void changed());
const doors = new Doors(desk, body.dataset.prepare ?? "", entered);
const entering = new Entering(desk, saved);
const unsent = new Unsent(desk, (item, draft) => entering.correct(item, draft), flush);
const updating = new Updating(isFree, () => say(word("update")));
let touchedAt = Date.now();
let tokens: Token[] = [];

async function start(): Promise<void> {
  startTallyPads(document);
  startSearch(desk, (number) => entering.phone(number));
  listen();
  await desk.load();
  part("[data-languages]").hidden = false;
  await doors.show();
  await showCount();
  if (await desk.isRevoked()) say(word("revoked"), "error");
  await updating.start(body.dataset.worker ?? "");
  desk.version = await versionKept();
  await tryFlush();
}

function listen(): void {
  window.addEventListener("hashchange", () => {
    hush();
    void showHash();
  });
  window.addEventListener("online", () => void tryFlush());
  document.addEventListener("visibilitychange", () => void tryFlush());
  window.setInterval(() => void tick(), RETRY_MS);
  for (const name of ["pointerdown", "keydown", "input"]) {
    document.addEventListener(name, () => (touchedAt = Date.now()));
  }
  window.addEventListener("beforeunload", (event) => {
    if (desk.open && entering.isTyping()) event.preventDefault();
  });
  window.addEventListener("afterprint", clearTokens);
  part("[data-lock]").addEventListener("click", () => void lock(""));
  part("[data-print]").addEventListener("click", () => printTokens(tokens));
  const post = part<HTMLSelectElement>("[data-post]");
  post.addEventListener("change", () => {
    desk.post = desk.open?.pack.posts.find((one) => one.code === post.value);
    showPost();
  });
}

async function tick(): Promise<void> {
  const { open, tablet } = desk;
  if (open && tablet) {
    const isIdle = Date.now() - touchedAt > tablet.idleMinutes * MINUTE_MS;
    const isOver = Date.now() - open.since > tablet.shiftHours * HOUR_MS;
    if (isIdle || isOver) await lock(word("locked.idle"));
  }
  if (await desk.isTooLongAlone()) await shut(false);
  await tryFlush();
  await updating.look();
}

/** A shift began: what was typed before is here again, and what may be found is fetched anew. */
async function entered(): Promise<void> {
  touchedAt = Date.now();
  if (await desk.isTooLongAlone()) return shut(false);
  showOpen(true);
  part("[data-languages]").hidden = true;
  showPosts();
  await showCount();
  const name = window.location.hash.slice(1);
  window.history.replaceState(null, "", `#${SCREENS.includes(name) ? name : "tally"}`);
  await showHash();
  await entering.restore();
  await tryFlush();
  await desk.refresh().then(showPosts, () => undefined);
  if (desk.isClockWrong()) say(word("clock"), "warning");
}

function showOpen(isOpen: boolean): void {
  for (const place of parts("[data-when-open]")) place.hidden = !isOpen;
  for (const place of parts("[data-when-shut]")) place.hidden = isOpen;
}

function showPosts(): void {
  const chosen = part<HTMLSelectElement>("[data-post]");
  const posts = desk.open?.pack.posts ?? [];
  chosen.replaceChildren(
    ...posts.map((one) => new Option(one.name, one.code, false, one.code === desk.post?.code)),
  );
  showPost();
}

function showPost(): void {
  const lanes = part<HTMLSelectElement>('[data-form="group"] [name=lane]');
  const none = lanes.options[0];
  lanes.replaceChildren(...(none ? [none] : []));
  for (const lane of desk.post?.lanes ?? []) lanes.append(new Option(lane.name, lane.code));
  const may = desk.post?.may ?? {};
  for (const tab of parts("[data-may]")) tab.hidden = !may[tab.dataset.may ?? ""];
  for (const place of parts("[data-may-see]")) place.hidden = !may.screen;
}

async function showHash(): Promise<void> {
  const name = window.location.hash.slice(1);
  // What waits and the backup file can be reached by anybody; nothing in them can be read.
  if (!desk.open && name !== "unsent") return doors.show();
  if (!SCREENS.includes(name)) return;
  show(name);
  if (name === "unsent") await unsent.show();
  if (name !== "unsent" && name !== "find") clearSearch();
}

function saved({ kind, given }: Saved): void {
  void tryFlush();
  if (!given.length) {
    if (kind === "screening") window.location.hash = "household";
    if (kind === "phone") {
      // Without the event that would take away what was just said.
      window.history.replaceState(null, "", "#find");
      show("find");
    }
    return;
  }
  const post = desk.post?.name ?? "";
  const day = desk.now().toISOString().slice(0, 10);
  tokens = given.map((one) => ({ ...one, post, day }));
  tell(document, "[data-saved-words]", word(`saved.${kind}`));
  part("[data-numbers]").replaceChildren(...given.map((one) => numberLine(one, kind)));
  part<HTMLAnchorElement>("[data-next]").href = `#${kind}`;
  // Another address, so that the one of the form is a change again.
  window.history.replaceState(null, "", "#saved");
  show("saved");
  part("[data-print]").focus();
}

function numberLine(one: { number: string; name: string }, kind: string): HTMLElement {
  const line = copyOf("[data-number-line]");
  tell(line, "[data-number]", one.number);
  tell(line, "[data-name]", one.name);
  const screen = part("[data-screen-one]", line);
  screen.hidden = kind !== "household" || !desk.post?.may.screen;
  screen.addEventListener("click", (event) => {
    event.preventDefault();
    entering.screen(one.number);
  });
  return line;
}

async function lock(why: string): Promise<void> {
  desk.lock();
  entering.emptyAll();
  clearSearch();
  clearTokens();
  tokens = [];
  part("[data-numbers]").replaceChildren();
  part("[data-items]").replaceChildren();
  showOpen(false);
  part("[data-languages]").hidden = false;
  window.history.replaceState(null, "", "#locked");
  say(why);
  await doors.show();
  await updating.tryIt();
}

/** What can be read here is deleted; what was not sent stays, sealed. */
async function shut(isRevoked: boolean): Promise<void> {
  if (!(await desk.workers()).length) return;
  await desk.forget(isRevoked);
  await lock("");
  say(word(isRevoked ? "revoked" : "too.long"), "error");
}

async function flush(): Promise<void> {
  try {
    await desk.queue.flush();
  } catch (error) {
    if (error instanceof Revoked) return shut(true);
    throw error;
  }
  await desk.tidy();
}

async function tryFlush(): Promise<void> {
  if (!desk.tablet || document.visibilityState === "hidden") return;
  try {
    await flush();
  } catch (error) {
    if (!(error instanceof NoLine || error instanceof Rejected)) throw error;
  }
  await updating.tryIt();
}

async function showCount(): Promise<void> {
  part(".tablet-unsent").hidden = !desk.tablet;
  await unsent.count();
}

/** The queue changed: the counter follows, and the list when it is looked at. */
async function changed(): Promise<void> {
  await showCount();
  if (!part('[data-screen="unsent"]').hidden) await unsent.show();
}

/** Nobody is put out of their shift by a new version, and nothing unsent is left to it. */
async function isFree(): Promise<boolean> {
  return !desk.open && (await desk.queue.items()).length === 0;
}

void start();
