// Drives a running sandbox with the official clients: node drive.mjs http://127.0.0.1:PORT
// What passes here is not our own reading of these APIs twice over.
import assert from "node:assert/strict";
import { APIErrorCode, Client, collectPaginatedAPI, isFullPage, LogLevel } from "@notionhq/client";
import WooCommerce from "@woocommerce/woocommerce-rest-api";

const base = process.argv[2];
assert.ok(base, "usage: node drive.mjs URL");
const WooCommerceRestApi = WooCommerce.default ?? WooCommerce;
const parent = "11111111-2222-4333-8444-555555555555";
const clientOf = (notionVersion, auth = "ntn_sandbox") => new Client({ auth, baseUrl: base, notionVersion, retry: false, logLevel: LogLevel.ERROR });
const text = (content) => [{ type: "text", text: { content } }];

async function refused(promise, code, status) {
  const error = await promise.then(() => assert.fail(`accepted, although ${code} was expected`), (e) => e);
  assert.equal(error.code, code, `${error.code}: ${error.message}`);
  assert.equal(error.status, status);
  assert.ok(error.request_id);
}

async function makeDatabases(notion, suffix) {
  const clients = await notion.databases.create({
    parent: { type: "page_id", page_id: parent },
    title: text(`Clients ${suffix}`),
    initial_data_source: { properties: { Name: { title: {} }, Email: { email: {} } } },
  });
  const orders = await notion.databases.create({
    parent: { type: "page_id", page_id: parent },
    title: text(`Orders ${suffix}`),
    initial_data_source: {
      properties: {
        Name: { title: {} },
        "External ID": { rich_text: {} },
        Total: { number: { format: "euro" } },
        State: { select: { options: [{ name: "new", color: "blue" }] } },
        Stage: { status: {} },
        Day: { date: {} },
        Client: {
          relation: {
            data_source_id: clients.data_sources[0].id,
            type: "dual_property",
            dual_property: { synced_property_name: "Orders" },
          },
        },
      },
    },
  });
  return { clients: clients.data_sources[0].id, orders: orders.data_sources[0].id, orders_database: orders.id };
}

async function driveNotion(version) {
  const notion = clientOf(version);
  const me = await notion.users.me({});
  assert.equal(me.type, "bot");
  const ids = await makeDatabases(notion, version);

  const children = await collectPaginatedAPI(notion.blocks.children.list, { block_id: parent });
  assert.ok(children.some((block) => block.type === "child_database" && block.id === ids.orders_database));

  const schema = await notion.dataSources.retrieve({ data_source_id: ids.orders });
  assert.equal(schema.properties.Client.relation.dual_property.synced_property_name, "Orders");
  const other = await notion.dataSources.retrieve({ data_source_id: ids.clients });
  assert.equal(other.properties.Orders.relation.data_source_id, ids.orders);

  const ada = await notion.pages.create({
    parent: { type: "data_source_id", data_source_id: ids.clients },
    properties: { Name: { title: text("Ada") }, Email: { email: "ada@example.com" } },
  });
  assert.ok(isFullPage(ada));
  assert.equal(ada.last_edited_by.id, me.id);
  assert.match(ada.last_edited_time, /:00\.000Z$/);
  assert.equal("archived" in ada, version === "2025-09-03");

  for (let i = 0; i < 130; ++i) {
    await notion.pages.create({
      parent: { data_source_id: ids.orders },
      properties: {
        Name: { title: text(`Order ${i}`) },
        "External ID": { rich_text: text(`shop:order:${i}`) },
        Total: { number: i + 0.5 },
        State: { select: { name: i % 2 ? "new" : "paid" } },
        Client: { relation: [{ id: ada.id }] },
      },
    });
  }

  // Queries: paging, filters, sorts, chosen columns by encoded ids.
  const total = schema.properties.Total.id;
  const all = await collectPaginatedAPI(notion.dataSources.query, {
    data_source_id: ids.orders,
    sorts: [{ timestamp: "created_time", direction: "ascending" }],
    filter_properties: [total, "title"],
  });
  assert.equal(all.length, 130);
  assert.equal(all[0].properties.Total.number, 0.5);
  assert.deepEqual(Object.keys(all[0].properties).sort(), ["Name", "Total"]);
  const one = await notion.dataSources.query({
    data_source_id: ids.orders,
    filter: {
      and: [
        { property: "External ID", rich_text: { equals: "shop:order:7" } },
        { timestamp: "last_edited_time", last_edited_time: { on_or_after: "2020-01-01" } },
      ],
    },
  });
  assert.equal(one.results.length, 1);
  const order = one.results[0];

  // Updates: only what is named; options appear; status knows its own.
  const updated = await notion.pages.update({
    page_id: order.id,
    properties: { [total]: { number: 12 }, State: { select: { name: "refunded" } }, Stage: { status: { name: "Done" } } },
  });
  assert.equal(updated.properties.Total.number, 12);
  assert.equal(updated.properties.Name.title[0].plain_text, "Order 7");
  assert.equal(updated.properties.Stage.status.name, "Done");

  // 130 references: 25 in the page, all of them in the property.
  const seen = await notion.pages.retrieve({ page_id: ada.id });
  assert.equal(seen.properties.Orders.relation.length, 25);
  assert.equal(seen.properties.Orders.has_more, true);
  const refs = await collectPaginatedAPI(notion.pages.properties.retrieve, {
    page_id: ada.id,
    property_id: seen.properties.Orders.id,
  });
  assert.equal(refs.length, 130);

  // The schema: a rollup, a rename, a removal.
  await notion.dataSources.update({
    data_source_id: ids.clients,
    properties: {
      Count: { rollup: { function: "count", relation_property_name: "Orders", rollup_property_name: "Name" } },
      Email: { name: "E-mail" },
    },
  });
  const counted = await notion.pages.retrieve({ page_id: ada.id });
  assert.equal(counted.properties.Count.rollup.type, "number");
  assert.equal(counted.properties["E-mail"].email, "ada@example.com");
  const smaller = await notion.dataSources.update({ data_source_id: ids.orders, properties: { Day: null } });
  assert.equal("Day" in smaller.properties, false);

  await notion.blocks.children.append({ block_id: order.id, children: [{ paragraph: { rich_text: text("A note") } }] });
  const notes = await notion.blocks.children.list({ block_id: order.id });
  assert.equal(notes.results[0].paragraph.rich_text[0].plain_text, "A note");

  // Refusals, by code.
  const set = (properties) => notion.pages.update({ page_id: order.id, properties });
  await refused(clientOf(version, "ntn_other").users.me({}), APIErrorCode.Unauthorized, 401);
  await refused(notion.pages.retrieve({ page_id: "00000000-0000-4000-8000-000000000000" }), APIErrorCode.ObjectNotFound, 404);
  await refused(set({ Nope: { number: 1 } }), APIErrorCode.ValidationError, 400);
  await refused(set({ Total: { rich_text: [] } }), APIErrorCode.ValidationError, 400);
  await refused(set({ Stage: { status: { name: "Lost" } } }), APIErrorCode.ValidationError, 400);
  await refused(set({ State: { select: { name: "a, b" } } }), APIErrorCode.ValidationError, 400);
  await refused(set({ Name: { title: text("x".repeat(2001)) } }), APIErrorCode.ValidationError, 400);
  await refused(set({ Client: { relation: [{ id: order.id }] } }), APIErrorCode.ValidationError, 400);
  await refused(notion.dataSources.query({ data_source_id: ids.orders, start_cursor: "made-up" }), APIErrorCode.ValidationError, 400);

  await notion.pages.update({ page_id: order.id, in_trash: true });
  await refused(set({ Total: { number: 1 } }), APIErrorCode.ValidationError, 400);
  assert.equal((await notion.pages.retrieve({ page_id: order.id })).in_trash, true);
}

async function driveFaults() {
  const notion = clientOf("2026-03-11");
  const arm = async (fault) => {
    const answer = await fetch(`${base}/_sandbox/fault`, { method: "POST", body: JSON.stringify({ fault }) });
    assert.equal(answer.status, 200);
  };
  await arm("429=2:GET:/v1/users/me:1");
  await refusedBy(notion.users.me({}), APIErrorCode.RateLimited);
  await arm("drop-after:GET:/v1/users/me:1");
  await assert.rejects(notion.users.me({}));
  await fetch(`${base}/_sandbox/faults/clear`, { method: "POST" });
  assert.equal((await notion.users.me({})).type, "bot");
  const page = await (await fetch(`${base}/_sandbox/`)).text();
  assert.match(page, /Orders 2026-03-11/);
}

async function refusedBy(promise, code) {
  const error = await promise.then(() => assert.fail("accepted"), (e) => e);
  assert.equal(error.code, code);
}

async function driveShop() {
  const shop = new WooCommerceRestApi({
    url: base,
    consumerKey: "ck_sandbox",
    consumerSecret: "cs_sandbox",
    version: "wc/v3",
  });
  const made = await shop.post("products", { name: "Mug", type: "simple", regular_price: "8.50", sku: "NODE-MUG" });
  assert.equal(made.status, 201);
  const changed = await shop.put(`products/${made.data.id}`, { regular_price: "9.00" });
  assert.equal(changed.data.regular_price, "9.00");
  const found = await shop.get("products", { sku: "NODE-MUG", per_page: 20 });
  assert.equal(found.data.length, 1);
  assert.ok(found.headers["x-wp-totalpages"]);
  await assert.rejects(shop.get("products/999999"), (error) => error.response.status === 404);
}

try {
  for (const version of ["2025-09-03", "2026-03-11"]) await driveNotion(version);
  await driveFaults();
  await driveShop();
  console.log("official clients: all as expected");
} catch (error) {
  console.error(error.stack, error.response?.config?.url ?? "", error.response?.data ?? "");
  process.exitCode = 1;
}
