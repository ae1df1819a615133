// Asks Cedar about the calls of a file that rolechain_peers wrote: first for the right answers, then
// for as many as the given seconds allow. Prints one JSON object.
use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};
use std::str::FromStr;
use std::time::{Duration, Instant};

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_str(&format!("{kind}::\"{id}\"")).expect("an entity's name")
}

// Nanoseconds on a CPU, of this one thread.
fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    text.split(' ').next().and_then(|word| word.parse().ok()).expect("a number")
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&arguments[1]).expect("the file of calls");
    let seconds: u64 = arguments[2].parse().expect("seconds");
    let input: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let policies = PolicySet::from_str(input["policies"].as_str().unwrap()).expect("policies");
    let entities = Entities::from_json_value(input["entities"].clone(), None).expect("entities");
    let requests: Vec<(Request, bool)> = input["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| {
            let word = |key: &str| call[key].as_str().unwrap();
            let context = Context::from_json_value(call["context"].clone(), None).expect("context");
            let request = Request::new(
                uid("Role", word("principal")),
                uid("Action", word("action")),
                uid("Arn", word("resource")),
                context,
                None,
            )
            .expect("a request");
            (request, call["expected"].as_bool().unwrap())
        })
        .collect();
    let authorizer = Authorizer::new();
    for (request, expected) in &requests {
        let response = authorizer.is_authorized(request, &policies, &entities);
        let allowed = response.decision() == Decision::Allow;
        let errors: Vec<_> = response.diagnostics().errors().collect();
        if allowed != *expected || !errors.is_empty() {
            eprintln!("error: Cedar says {allowed} to {request}: {errors:?}");
            std::process::exit(1);
        }
    }
    let run = |time: Duration| {
        let (start, cpu) = (Instant::now(), cpu_ns());
        let mut decisions = 0u64;
        while start.elapsed() < time {
            for (request, _) in &requests {
                std::hint::black_box(authorizer.is_authorized(request, &policies, &entities));
            }
            decisions += requests.len() as u64;
        }
        (decisions, (cpu_ns() - cpu) as f64 / 1e9, start.elapsed().as_secs_f64())
    };
    run(Duration::from_millis(500));
    let (decisions, cpu_s, wall_s) = run(Duration::from_secs(seconds));
    println!(
        "[{{\"row\":\"cedar\",\"decisions\":{decisions},\"cpu_s\":{cpu_s:.6},\"wall_s\":{wall_s:.6},\"calls\":{}}}]",
        requests.len()
    );
}
