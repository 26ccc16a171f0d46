// The tutorials' chat server: Socket.IO over PostgreSQL. A message is saved, broadcast to its room, acknowledged; so is
// everything else that people do with it. A client shows a token, which is looked up together with its rooms.
// From the environment: PORT, DATABASE_URL (its tables are made here), MEMBERS (users 1 … MEMBERS, all in room 1, with
// the tokens "token-1" …).
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import pg from "pg";
import { Server } from "socket.io";

const { PORT, DATABASE_URL, MEMBERS } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 16 });
const digest = (token) => createHash("sha256").update(token).digest("hex");

await pool.query(`
  CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, token_digest text NOT NULL UNIQUE);
  CREATE TABLE members (
    room_id integer NOT NULL, user_id integer NOT NULL REFERENCES users, read_id bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, room_id)
  );
  CREATE TABLE messages (
    id bigserial PRIMARY KEY, room_id integer NOT NULL, user_id integer NOT NULL REFERENCES users, content text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), edited_at timestamptz, deleted_at timestamptz
  );
  CREATE INDEX ON messages (room_id, id);
  CREATE TABLE reactions (
    message_id bigint NOT NULL REFERENCES messages, user_id integer NOT NULL REFERENCES users, emoji text NOT NULL,
    PRIMARY KEY (message_id, user_id, emoji)
  );
`);
const people = Array.from({ length: Number(MEMBERS) }, (_, index) => index + 1);
await pool.query(
  "INSERT INTO users (name, token_digest) SELECT 'user' || id, digest FROM unnest($1::int[], $2::text[]) AS new (id, digest)",
  [people, people.map((id) => digest(`token-${id}`))],
);
await pool.query("INSERT INTO members (room_id, user_id) SELECT 1, id FROM users");

const PAGE = `
  SELECT messages.id, room_id AS "roomId", content, created_at AS "createdAt", edited_at AS "editedAt",
    deleted_at AS "deletedAt", json_build_object('id', users.id, 'name', users.name) AS author,
    (SELECT json_agg(json_build_object('emoji', emoji, 'userId', reactions.user_id))
      FROM reactions WHERE message_id = messages.id) AS reactions
  FROM messages JOIN users ON users.id = user_id WHERE room_id = $1 AND messages.id < $2
  ORDER BY messages.id DESC LIMIT $3`;
const page = async (roomId, before, limit) =>
  (await pool.query(PAGE, [roomId, before ?? Number.MAX_SAFE_INTEGER, limit ?? 50])).rows.reverse();

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname !== "/messages") return;
  const token = request.headers.authorization?.slice("Bearer ".length) ?? "";
  const { rows } = await pool.query("SELECT id FROM users WHERE token_digest = $1", [digest(token)]);
  response.writeHead(rows.length ? 200 : 401, { "content-type": "application/json" });
  response.end(rows.length ? JSON.stringify({ messages: await page(1) }) : "{}");
});
const io = new Server(server, { transports: ["websocket"] });

io.use(async (socket, next) => {
  const { token } = socket.handshake.auth;
  if (!token) return next(new Error("unauthenticated"));
  const { rows } = await pool.query("SELECT id, name FROM users WHERE token_digest = $1", [digest(token)]);
  if (!rows.length) return next(new Error("unauthenticated"));
  const rooms = await pool.query("SELECT room_id FROM members WHERE user_id = $1", [rows[0].id]);
  socket.data = { user: rows[0], rooms: rooms.rows.map((row) => row.room_id) };
  next();
});

io.on("connection", (socket) => {
  const { user, rooms } = socket.data;
  for (const room of rooms) socket.join(`room:${room}`);

  const handle = (event, work) =>
    socket.on(event, async (data, acknowledge) => {
      try {
        acknowledge({ success: true, ...(await work(data)) });
      } catch (error) {
        acknowledge({ success: false, error: error.message });
      }
    });
  const tell = (roomId, event, data) => io.to(`room:${roomId}`).emit(event, data);

  handle("chat:send", async ({ roomId, content }) => {
    const { rows } = await pool.query(
      "INSERT INTO messages (room_id, user_id, content) VALUES ($1, $2, $3) RETURNING id, created_at",
      [roomId, user.id, content],
    );
    const { id, created_at: createdAt } = rows[0];
    tell(roomId, "chat:message", { id, roomId, author: user, content, createdAt });
    return { messageId: id };
  });
  handle("chat:edit", async ({ messageId, content }) => {
    const { rows } = await pool.query(
      "UPDATE messages SET content = $1, edited_at = now() WHERE id = $2 AND user_id = $3 RETURNING id, room_id",
      [content, messageId, user.id],
    );
    tell(rows[0].room_id, "chat:edited", { id: messageId, content });
  });
  handle("chat:delete", async ({ messageId }) => {
    const { rows } = await pool.query(
      "UPDATE messages SET content = '', deleted_at = now() WHERE id = $1 AND user_id = $2 RETURNING id, room_id",
      [messageId, user.id],
    );
    tell(rows[0].room_id, "chat:deleted", { id: messageId });
  });
  handle("chat:react", async ({ messageId, emoji }) => {
    await pool.query("INSERT INTO reactions (message_id, user_id, emoji) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
      messageId,
      user.id,
      emoji,
    ]);
    const { rows } = await pool.query("SELECT room_id FROM messages WHERE id = $1", [messageId]);
    tell(rows[0].room_id, "chat:reaction", { messageId, userId: user.id, emoji });
  });
  handle("read", async ({ roomId, messageId }) => {
    await pool.query(
      `INSERT INTO members (room_id, user_id, read_id) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, room_id) DO UPDATE SET read_id = greatest(members.read_id, excluded.read_id)`,
      [roomId, user.id, messageId],
    );
  });
  handle("history", async ({ roomId, before, limit }) => ({ messages: await page(roomId, before, limit) }));
});

server.listen(Number(PORT), "127.0.0.1");
