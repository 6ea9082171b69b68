//! Lines as OTLP spans.

use std::collections::BTreeMap;

use jiff::Timestamp;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status};
use poortwacht_domain::{MunicipalityId, ProcessingStatus};
use poortwacht_store::processing_lines::ProcessingLine;

/// A line with what is only made when it leaves.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    /// The line.
    pub(crate) line: ProcessingLine,
    /// Pseudonym of its data subject.
    pub(crate) pseudonym: String,
}

/// What is the same for all lines of an installation.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// Address of the record of processing activities, without a trailing slash.
    pub(crate) register: String,
    /// Identifier of the installation.
    pub(crate) instance: String,
    /// Codes of the municipalities.
    pub(crate) codes: BTreeMap<MunicipalityId, String>,
}

impl Sheet {
    /// The request that hands these lines over: per municipality, who is responsible, one resource.
    pub(super) fn request(&self, lines: &[Outgoing]) -> ExportTraceServiceRequest {
        let mut spans: BTreeMap<MunicipalityId, Vec<Span>> = BTreeMap::new();
        for outgoing in lines {
            spans.entry(outgoing.line.municipality).or_default().push(self.span(outgoing));
        }
        let resource_spans =
            spans.into_iter().map(|(municipality, spans)| self.resource_spans(municipality, spans));
        ExportTraceServiceRequest { resource_spans: resource_spans.collect() }
    }

    fn resource_spans(&self, municipality: MunicipalityId, spans: Vec<Span>) -> ResourceSpans {
        let code = self.codes.get(&municipality).cloned().unwrap_or_else(|| municipality.to_string());
        let attributes = vec![
            text("service.name", "poortwacht"),
            text("service.namespace", code),
            text("service.version", env!("CARGO_PKG_VERSION")),
            text("service.instance.id", self.instance.clone()),
        ];
        let scope =
            InstrumentationScope { name: "poortwacht.processing-log".to_owned(), ..Default::default() };
        ResourceSpans {
            resource: Some(Resource { attributes, ..Default::default() }),
            scope_spans: vec![ScopeSpans { scope: Some(scope), spans, ..Default::default() }],
            ..Default::default()
        }
    }

    fn span(&self, Outgoing { line, pseudonym }: &Outgoing) -> Span {
        Span {
            trace_id: line.trace.as_bytes().to_vec(),
            span_id: line.span.as_bytes().to_vec(),
            parent_span_id: line.parent.map(|parent| parent.as_bytes().to_vec()).unwrap_or_default(),
            name: line.act.as_str().to_owned(),
            kind: SpanKind::Internal.into(),
            start_time_unix_nano: nanoseconds(line.started_at),
            end_time_unix_nano: nanoseconds(line.ended_at),
            attributes: vec![
                text("dpl.core.processing_activity_id", format!("{}/{}", self.register, line.activity)),
                text("dpl.core.data_subject_id", pseudonym.clone()),
                text("dpl.core.data_subject_id_type", line.subject.kind.as_str()),
            ],
            status: Some(Status { code: status(line.status).into(), ..Default::default() }),
            ..Default::default()
        }
    }
}

fn status(status: ProcessingStatus) -> StatusCode {
    match status {
        ProcessingStatus::Unset => StatusCode::Unset,
        ProcessingStatus::Ok => StatusCode::Ok,
        ProcessingStatus::Error => StatusCode::Error,
    }
}

fn text(key: &str, value: impl Into<String>) -> KeyValue {
    let value = AnyValue { value: Some(Value::StringValue(value.into())) };
    KeyValue { key: key.to_owned(), value: Some(value), ..Default::default() }
}

/// Since 1970; instants before do not occur.
fn nanoseconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_nanosecond()).unwrap_or_default()
}
