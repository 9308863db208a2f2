// The page's own addresses of the workspace.

import { toast } from "./dialogs.js";

let me = "";
export const actAs = (person) => { me = person; };
export const whoActs = () => me;

const address = (path, more = {}) => `/_/${path}?${new URLSearchParams({ person: me, ...more })}`;

async function ask(path, options, more) {
  let response;
  try {
    response = await fetch(address(path, more), options);
  } catch {
    throw new Error("The workspace isn't running any more. Start it again, then reload this page.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error || "The workspace could not do this.");
  return body;
}

export const start = () => ask("start");
export const stream = () => new EventSource(address("stream"));
export const fileAddress = (id) => address(`files/${encodeURIComponent(id)}`);

export async function act(verb, body = {}) {
  const answer = await ask(`act/${verb}`, json(body));
  return answer.result;
}

// The same, with what goes wrong told in a toast; resolves to undefined then.
export async function tryAct(verb, body = {}) {
  try {
    return await act(verb, body);
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

export async function upload(file) {
  const answer = await ask("upload", { method: "POST", body: file }, { name: file.name });
  return answer.file;
}

export const moveClock = (body) => ask("clock", json(body));

const json = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
