/** Security keys and passkeys.
 *
 * Markup: a form `[data-passkey="add|use|enter"]` with an input `[name=credential]` and a button
 * `[data-passkey-start]`, hidden until the browser turns out to know keys. `add` and `use` carry
 * their options in `data-passkey-options`; `enter`, which signs in, asks the form's address for
 * fresh ones. `[data-passkey-failed]` is shown when the user or the browser gave up.
 */

type Json = Record<string, unknown>;

/** Bytes of unpadded base64url, as WebAuthn's JSON writes them. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer | null): string | null {
  if (bytes === null) return null;
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function startPasskeys(page: Document): void {
  if (!window.PublicKeyCredential) return;
  for (const form of page.querySelectorAll<HTMLFormElement>("[data-passkey]")) {
    const start = form.querySelector<HTMLButtonElement>("[data-passkey-start]");
    if (!start) continue;
    form.hidden = false;
    start.hidden = false;
    start.addEventListener("click", () => void run(form, start));
  }
}

async function run(form: HTMLFormElement, start: HTMLButtonElement): Promise<void> {
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  const input = form.querySelector<HTMLInputElement>("[name=credential]");
  if (!input) return;
  if (failed) failed.hidden = true;
  start.disabled = true;
  try {
    input.value = JSON.stringify(await credential(form));
    form.submit();
  } catch {
    if (failed) failed.hidden = false;
    start.disabled = false;
  }
}

async function credential(form: HTMLFormElement): Promise<Json> {
  if (form.dataset.passkey === "add") {
    const options = JSON.parse(form.dataset.passkeyOptions ?? "{}").creation_options;
    const passwordless = form.querySelector<HTMLInputElement>("[name=passwordless]");
    return added(await navigator.credentials.create(creation(options, passwordless?.checked)));
  }
  const options =
    form.dataset.passkey === "enter"
      ? await fresh(form.action)
      : JSON.parse(form.dataset.passkeyOptions ?? "{}");
  return used(await navigator.credentials.get(request(options.request_options)));
}

async function fresh(address: string): Promise<{ request_options: Options }> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

interface Options {
  publicKey: Json;
}
interface Described {
  id: string;
  [key: string]: unknown;
}

function described(list: unknown): unknown {
  return (list as Described[] | undefined)?.map((one) => ({ ...one, id: bytesOf(one.id) }));
}

function creation(options: Options, isPasswordless?: boolean): CredentialCreationOptions {
  const key = options.publicKey;
  const user = key.user as Described;
  const selection = { ...(key.authenticatorSelection as Json) };
  selection.residentKey = isPasswordless ? "required" : "discouraged";
  selection.requireResidentKey = Boolean(isPasswordless);
  if (isPasswordless) selection.userVerification = "required";
  const publicKey = {
    ...key,
    challenge: bytesOf(key.challenge as string),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: described(key.excludeCredentials),
    authenticatorSelection: selection,
  };
  return { publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions };
}

function request(options: Options): CredentialRequestOptions {
  const key = options.publicKey;
  const publicKey = {
    ...key,
    challenge: bytesOf(key.challenge as string),
    allowCredentials: described(key.allowCredentials),
  };
  return { publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions };
}

function head(made: PublicKeyCredential): Json {
  return {
    type: made.type,
    id: made.id,
    rawId: textOf(made.rawId),
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
  };
}

function added(made: Credential | null): Json {
  const key = made as PublicKeyCredential;
  const answer = key.response as AuthenticatorAttestationResponse;
  const response = {
    clientDataJSON: textOf(answer.clientDataJSON),
    attestationObject: textOf(answer.attestationObject),
    transports: answer.getTransports?.() ?? [],
  };
  return { ...head(key), response };
}

function used(made: Credential | null): Json {
  const key = made as PublicKeyCredential;
  const answer = key.response as AuthenticatorAssertionResponse;
  const response = {
    clientDataJSON: textOf(answer.clientDataJSON),
    authenticatorData: textOf(answer.authenticatorData),
    signature: textOf(answer.signature),
    userHandle: textOf(answer.userHandle),
  };
  return { ...head(key), response };
}
