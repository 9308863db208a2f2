// What the page knows: the state as one person sees it, and where they are.

export const store = {
  me: "", team: {}, bot: {}, people: [], commands: [], shortcuts: [], conversations: [], unread: {},
  home: null, modals: [], statuses: [], clock: { offset_seconds: 0 },
  place: "", tab: "chat",
};

export const person = (id) => store.people.find((each) => each.id === id);
// The private chat first, then channels by name.
export function inOrder(conversations) {
  return [...conversations].sort((one, other) => (one.kind === other.kind ? one.name.localeCompare(other.name) : one.kind === "im" ? -1 : 1));
}

export const conversation = (id) => store.conversations.find((each) => each.id === id);
export const privateChat = () => store.conversations.find((each) => each.kind === "im");
export const current = () => conversation(store.place);

export const personName = (id) => (id === store.bot.id ? store.bot.name : person(id)?.name);
export const channelName = (id) => conversation(id)?.name;

export function shownName(id) {
  if (id === store.bot.id) return store.bot.name;
  if (id === "USLACKBOT") return "Workspace";
  return person(id)?.real_name || id;
}

export function unreadOf(id) {
  return Object.values(store.unread[id] || {}).reduce((sum, count) => sum + count, 0);
}

export function takeMessage(place, message) {
  const messages = conversation(place)?.messages;
  if (!messages) return false;
  const known = messages.findIndex((each) => each.ts === message.ts);
  if (known >= 0) messages[known] = { ...message, inputs: messages[known].inputs };
  else messages.push(message);
  return known < 0;
}

export function dropMessage(place, ts) {
  const found = conversation(place);
  if (found) found.messages = found.messages.filter((each) => each.ts !== ts);
}
