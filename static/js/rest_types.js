/**
 * The answers of the HTTP API, as JSDoc. Nothing runs here. The types of the answers come from wire_types.js.
 * A new request of the page needs a line here; without one, its answer is `unknown`.
 */

/** @typedef {import("./types.js").Message} Message */

/**
 * @typedef {{
 *   "GET /welcome": import("./wire_types.js").Welcome,
 *   "GET /me": import("./wire_types.js").Me,
 *   "GET /me/record": import("./wire_types.js").OwnRecord,
 *   "GET /later": import("./wire_types.js").LaterCounts,
 *   "GET /drafts": import("./wire_types.js").DraftList,
 *   "GET /scheduled": import("./wire_types.js").ScheduledList,
 *   "GET /reminders": import("./wire_types.js").ReminderList,
 *   "GET /catch-up": import("./wire_types.js").CatchUp,
 *   "GET /threads": import("./wire_types.js").ThreadList,
 *   "GET /saved/ids": import("./wire_types.js").SavedIds,
 *   [request: `GET /saved?${string}`]: import("./wire_types.js").SavedList,
 *   [request: `GET /people?${string}`]: import("./wire_types.js").PersonList,
 *   [request: `GET /search?${string}`]: import("./wire_types.js").SearchResults,
 *   [request: `GET /rooms?${string}`]: import("./wire_types.js").RoomList,
 *   [request: `GET /rooms/${number}`]: import("./wire_types.js").Room,
 *   [request: `GET /rooms/${number}/members?${string}`]: import("./wire_types.js").MemberList,
 *   [request: `GET /rooms/${number}/pins`]: import("./wire_types.js").PinList,
 *   [request: `GET /rooms/${number}/changes?${string}`]: import("./wire_types.js").SyncPage,
 *   [request: `GET /rooms/${number}/messages?${string}`]: import("./wire_types.js").HistoryPage,
 *   [request: `GET /messages/${number}/history`]: import("./wire_types.js").MessageHistory,
 *   [request: `GET /messages/${number}/thread${string}`]: import("./wire_types.js").ThreadPage,
 *   "PUT /me/away": import("./wire_types.js").Me,
 *   "PATCH /sidebar": import("./wire_types.js").Sidebar,
 *   "PUT /sidebar/order": import("./wire_types.js").RoomPlaces,
 *   "POST /sidebar/sections": import("./wire_types.js").Section,
 *   [request: `PATCH /rooms/${number}`]: import("./wire_types.js").Room,
 *   "POST /events": import("./wire_types.js").LongPollAnswer,
 *   "POST /reads": import("./wire_types.js").ReadChanges,
 *   "POST /directs": import("./wire_types.js").Room,
 *   "POST /scheduled": import("./wire_types.js").Scheduled,
 *   "POST /reminders": import("./wire_types.js").Reminder,
 *   "POST /preview": import("./wire_types.js").MessagePreview,
 *   "POST /uncalled": import("./wire_types.js").UncalledNames,
 *   [request: `POST /rooms/${number}/members`]: import("./wire_types.js").Member | import("./wire_types.js").Invited,
 *   [request: `PUT /rooms/${number}/draft`]: import("./wire_types.js").Draft,
 *   [request: `${"PUT" | "DELETE"} /messages/${number}/saved`]: import("./wire_types.js").Saved,
 *   [request: `PUT /rooms/${number}/read`]: import("./wire_types.js").ReadAck,
 *   [request: `PUT /messages/${number}/thread/${"read" | "follow"}`]: import("./wire_types.js").ThreadState,
 *   [request: `POST /rooms/${number}/${"messages" | "polls"}`]: Message,
 *   [request: `${"PATCH" | "DELETE"} /messages/${number}`]: Message,
 *   [request: `${"PUT" | "DELETE"} /messages/${number}/${"pin" | `reactions/${string}`}`]: Message,
 * }} Answers
 */

/**
 * The answer to a request, for example `Answer<"GET", "/rooms/7">`.
 * @template {string} Method
 * @template {string} Path
 * @typedef {`${Method} ${Path}` extends keyof Answers ? Answers[`${Method} ${Path}`] : unknown} Answer
 */

export {};
