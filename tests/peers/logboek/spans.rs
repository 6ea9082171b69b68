//! A request's spans as JSON, each with what its resource says.

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value as AnyValue;
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::{Map, Value, json};

/// Every span of a request: its name, and all it says.
pub fn of(request: &ExportTraceServiceRequest) -> Vec<(String, Value)> {
    let mut spans = Vec::new();
    for group in &request.resource_spans {
        let resource =
            group.resource.as_ref().map(|resource| members(&resource.attributes)).unwrap_or_default();
        for span in group.scope_spans.iter().flat_map(|scope| &scope.spans) {
            spans.push((span.name.clone(), json_of(span, &resource)));
        }
    }
    spans
}

fn json_of(span: &Span, resource: &Map<String, Value>) -> Value {
    json!({
        "traceId": hex::encode(&span.trace_id),
        "spanId": hex::encode(&span.span_id),
        "parentSpanId": hex::encode(&span.parent_span_id),
        "name": span.name,
        "kind": span.kind,
        "start": span.start_time_unix_nano,
        "end": span.end_time_unix_nano,
        "status": span.status.as_ref().map_or(0, |status| status.code),
        "attributes": members(&span.attributes),
        "events": span.events.len(),
        "links": span.links.len(),
        "resource": resource,
    })
}

fn members(attributes: &[KeyValue]) -> Map<String, Value> {
    attributes.iter().map(|member| (member.key.clone(), value(member))).collect()
}

/// The standard's attributes are texts; anything else shows as null, and a test will say so.
fn value(member: &KeyValue) -> Value {
    match member.value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(AnyValue::StringValue(text)) => Value::String(text.clone()),
        _ => Value::Null,
    }
}
