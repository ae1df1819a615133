"""An example: the chain of an EC2 instance that writes orders in another account."""
import botocore.exceptions
import pytest

SCENARIO = "scenarios/cross-account/ec2-writes-one-table.yaml"
WRITER = "arn:aws:iam::222222222222:role/orders-writer"
TABLE = "arn:aws:dynamodb:eu-west-1:222222222222:table/orders"


def assume(world, **more):
    return world.client("sts").assume_role(
        RoleArn=WRITER, RoleSessionName="web-orders", **more)["Credentials"]


def test_the_chain_ends_in_one_table(rolechain):
    world = rolechain(SCENARIO, workload="web")
    table = world.client("dynamodb", assume(world, ExternalId="acme-7"))
    table.put_item(TableName=TABLE, Item={"id": {"S": "1"}})
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDeniedException"):
        table.delete_item(TableName=TABLE, Key={"id": {"S": "1"}})
    denied = world.audit(decision="denied")
    assert [line["action"] for line in denied] == ["dynamodb:DeleteItem"]
    assert denied[0]["workload"] == "web"


def test_without_the_external_id_there_is_no_chain(rolechain):
    world = rolechain(SCENARIO)
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        assume(world)
    request = world.audit(action="AssumeRole")[0]["requestID"]
    assert "sts:ExternalId" in world.control("GET", f"explain/{request}")


def test_sessions_expire_when_the_clock_says_so(rolechain):
    world = rolechain(SCENARIO)
    table = world.client("dynamodb", assume(world, ExternalId="acme-7"))
    world.advance("61m")
    with pytest.raises(botocore.exceptions.ClientError, match="ExpiredToken"):
        table.put_item(TableName=TABLE, Item={"id": {"S": "1"}})


def test_a_throttled_hop_is_tried_again(rolechain):
    world = rolechain(SCENARIO)
    world.fault(fault="throttling", of="sts", times=2)
    assert assume(world, ExternalId="acme-7")["AccessKeyId"].startswith("ASIA")
    assert len(world.audit(fault="throttling")) == 2
    with pytest.raises(ValueError, match="did you mean `throttling`"):
        world.fault(fault="throtling")
