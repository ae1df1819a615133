// An example: an instance's credentials, their rotation, and a metadata service that fails.
import assert from "node:assert/strict";
import { test } from "node:test";

import { instanceCredentials, serve } from "./rolechain.mjs";

const SCENARIO = "scenarios/cross-account/ec2-writes-one-table.yaml";

async function withWorld(run) {
  const world = await serve(SCENARIO, "web");
  try {
    await run(world);
  } finally {
    await world.stop();
  }
}

test("keys rotate before they expire", () =>
  withWorld(async (world) => {
    const first = await instanceCredentials(world.workload.metadata);
    assert.equal(first.Code, "Success");
    assert.deepEqual(await instanceCredentials(world.workload.metadata), first);
    await world.advance("6h31m");
    const next = await instanceCredentials(world.workload.metadata);
    assert.notEqual(next.AccessKeyId, first.AccessKeyId);
    const log = await world.audit({ workload: "web" });
    assert.deepEqual(
      log.map((line) => line.issuedAccessKeyId),
      [first.AccessKeyId, first.AccessKeyId, next.AccessKeyId],
    );
  }));

test("a stale service goes on giving the old keys", () =>
  withWorld(async (world) => {
    const first = await instanceCredentials(world.workload.metadata);
    await world.fault({ fault: "stale", of: "imds" });
    await world.advance("6h31m");
    const next = await instanceCredentials(world.workload.metadata);
    assert.equal(next.AccessKeyId, first.AccessKeyId);
  }));

test("a reset connection is an error, and the next try succeeds", () =>
  withWorld(async (world) => {
    await world.fault({ fault: "reset", of: "imds-token", times: 1 });
    await assert.rejects(instanceCredentials(world.workload.metadata), /fetch failed/);
    assert.equal((await instanceCredentials(world.workload.metadata)).Code, "Success");
  }));

test("a mistake in a fault is told", () =>
  withWorld(async (world) => {
    await assert.rejects(world.fault({ fault: "hangs" }), /did you mean `hang`/);
  }));
