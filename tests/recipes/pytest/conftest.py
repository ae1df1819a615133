"""Fixtures that serve a scenario to boto3. Copy this file beside your tests.

    def test_orders(rolechain):
        world = rolechain("infra/orders.yaml", workload="web")
        world.session().client("sts").get_caller_identity()
"""
import json
import os
import subprocess
import urllib.error
import urllib.request

import boto3
import pytest


class World:
    """One running `rolechain serve`."""

    def __init__(self, scenario, workload=None):
        self._process = subprocess.Popen(
            [os.environ.get("ROLECHAIN", "rolechain"), "serve", scenario],
            stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"rolechain could not serve {scenario}")
        self.ready = json.loads(line)
        self.url = self.ready["endpoint"]
        self.workload = workload or next(iter(self.ready["workloads"]))

    def environment(self):
        """Variables of a process that is the workload."""
        found = self.ready["workloads"][self.workload]
        names = {"metadata": "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                 "credentials": "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                 "access_key_id": "AWS_ACCESS_KEY_ID",
                 "secret_access_key": "AWS_SECRET_ACCESS_KEY",
                 "session_token": "AWS_SESSION_TOKEN"}
        out = {names[key]: value for key, value in found.items() if key in names}
        if "credentials" in found and "token" in found:
            out["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = found["token"]
        return out | {"AWS_DEFAULT_REGION": self.ready["region"]}

    def client(self, service, credentials=None):
        """A boto3 client with the workload's credentials, or those that AssumeRole returned."""
        keys = {}
        if credentials:
            keys = {"aws_access_key_id": credentials["AccessKeyId"],
                    "aws_secret_access_key": credentials["SecretAccessKey"],
                    "aws_session_token": credentials["SessionToken"]}
        return boto3.session.Session(**keys).client(service, endpoint_url=self.url)

    def control(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}/_rolechain/{path}", method=method,
            data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise ValueError(error.read().decode()) from error

    def advance(self, duration):
        self.control("POST", f"clock?advance={duration}")

    def fault(self, **fault):
        self.control("POST", "faults", fault)

    def audit(self, **query):
        text = self.control("GET", "audit?" + "&".join(f"{k}={v}" for k, v in query.items()))
        return [json.loads(line) for line in text.splitlines()]

    def stop(self):
        self._process.terminate()
        self._process.wait(timeout=10)


@pytest.fixture
def rolechain(monkeypatch, tmp_path):
    """A function that serves a scenario and makes this process its workload."""
    worlds = []

    def serve(scenario, workload=None):
        world = World(scenario, workload)
        worlds.append(world)
        for name in list(os.environ):
            if name.startswith("AWS_"):
                monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(tmp_path))  # no settings, no caches
        for name, value in world.environment().items():
            monkeypatch.setenv(name, value)
        return world

    yield serve
    for world in worlds:
        world.stop()
