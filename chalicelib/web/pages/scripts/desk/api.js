// The desk API: one caller with a token, answers as JSON, problems as errors that people can read.

import { language, sentence, t } from "./words.js";

const KEPT = "huiyin.token";
const base = new URL("../", import.meta.url);

// Our sentence for the code, with what the API says in English only where it says more.
const saying = (status, body) => {
  const { detail = body.title ?? "", holder, merged_into } = body;
  return sentence(`problem.${body.code}`, { detail, holder: holder?.name || holder?.id || "", complaint: merged_into ?? "" })
    ?? (detail || t("problem.unknown", { status }));
};

export class Problem extends Error {
  constructor(status, body) {
    const fields = (body.errors ?? []).map((one) => `${one.field}: ${one.detail}`);
    super([saying(status, body), ...fields].join(" — "));
    this.status = status;
    this.body = body;
  }
}

export const token = () => sessionStorage.getItem(KEPT);
export const signIn = (given) => sessionStorage.setItem(KEPT, given);
export const signOut = () => sessionStorage.removeItem(KEPT);

const read = async (answer) => {
  try {
    return await answer.json();
  } catch {
    return {};
  }
};

const ask = async (method, path, { body, version, key, accept = "application/json", as = read } = {}) => {
  const headers = { Accept: accept, "Accept-Language": language, Authorization: `Bearer ${token()}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  if (key) headers["Idempotency-Key"] = key;
  let answer;
  try {
    answer = await fetch(new URL(path, base), { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Problem(0, { detail: t("problem.offline") });
  }
  if (answer.status === 401) dispatchEvent(new CustomEvent("huiyin:signed-out"));
  if (!answer.ok) throw new Problem(answer.status, await read(answer));
  return answer.status === 204 ? null : as(answer);
};

export const get = (path) => ask("GET", path);
export const page = (path) => ask("GET", path, { accept: "text/html", as: (answer) => answer.text() });
export const put = (path, body) => ask("PUT", path, { body });

// The same key may be sent again after a lost answer; what was done is not done twice.
export const post = (path, body = {}, { version, key = crypto.randomUUID() } = {}) => ask("POST", path, { body, version, key });

export const complaintPath = (id, more = "") => `v1/complaints/${encodeURIComponent(id)}${more}`;
