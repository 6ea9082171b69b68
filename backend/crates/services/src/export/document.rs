//! `batch.xml` of profile `cjib-mock-v1` (schema/cjib-mock-v1.xsd). The same content always gives the same bytes.

use jiff::Timestamp;
use poortwacht_domain::calendar::local;
use poortwacht_domain::{BatchId, CaseRef};
use poortwacht_store::authorisations::Authorisation;
use poortwacht_store::cases::Charge;
use poortwacht_store::pictures::Picture;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use zeroize::Zeroizing;

use super::lexical::{self, Fits};
use super::opened::Opened;
use crate::ServiceError;
use crate::intake::{CaseFacts, ExemptionFinding};

const NAMESPACE: &str = "urn:poortwacht:cjib-mock:v1";

type Xml<'a> = Writer<&'a mut Vec<u8>>;
type Written = std::io::Result<()>;

/// What a batch says of itself.
pub(super) struct Header<'a> {
    pub(super) batch: BatchId,
    pub(super) oin: &'a str,
    pub(super) created_at: Timestamp,
    /// The earliest act.
    pub(super) from: Timestamp,
    /// The latest act.
    pub(super) until: Timestamp,
}

/// A case as it is delivered: texts that fit the schema, in its order. Not `Debug`: it holds a plate.
pub(super) struct Document {
    reference: CaseRef,
    parts: Vec<Part>,
}

/// A group of elements, or an element of the case itself (`group` empty).
struct Part {
    group: &'static str,
    values: Vec<Value>,
}

/// One element.
struct Value {
    name: &'static str,
    text: Zeroizing<String>,
    fits: Fits,
}

/// A picture is an empty element with two attributes.
const PICTURES: &str = "pictures";

impl Document {
    /// Puts the case into the delivery's words, or names the value that does not fit.
    pub(super) fn of(
        opened: &Opened,
        authorisation: &Authorisation,
        checked_at: Timestamp,
    ) -> Result<Result<Self, &'static str>, ServiceError> {
        let case = opened.case();
        let facts: CaseFacts = stored(&case.facts, opened)?;
        let exemption: ExemptionFinding = stored(&case.exemption.result, opened)?;
        let (Some(charge), Some(decided)) = (&case.charge, &case.decided) else { return Ok(Err("charge")) };
        let document = Self {
            reference: case.reference.clone(),
            parts: vec![
                own(vec![
                    value("offenceCode", charge.offence_code.as_str(), lexical::offence_code),
                    value("sign", &case.dossier.sign, lexical::sign),
                    free("actLocal", local(case.captured_at).strftime("%Y-%m-%dT%H:%M:%S%.f%:z")),
                    free("actUtc", case.captured_at),
                ]),
                Part { group: "place", values: place(opened, &facts) },
                own(vec![value("unit", &opened.sealed.unit, lexical::short_text)]),
                Part { group: "vehicle", values: vehicle(opened, charge) },
                Part { group: "officer", values: officer(authorisation) },
                own(vec![free("decidedAt", decided.at)]),
                Part { group: "exemptionCheck", values: exemption_check(&exemption, checked_at) },
                own(statement(opened)),
                Part { group: PICTURES, values: opened.sealed.pictures.iter().map(picture).collect() },
            ],
        };
        Ok(document.checked())
    }

    fn checked(self) -> Result<Self, &'static str> {
        let mut values = self.parts.iter().flat_map(|part| &part.values);
        match values.find(|value| !(value.fits)(&value.text)) {
            Some(misfit) => Err(misfit.name),
            None => Ok(self),
        }
    }
}

fn stored<T: serde::de::DeserializeOwned>(text: &str, opened: &Opened) -> Result<T, ServiceError> {
    let read = serde_json::from_str(text);
    read.map_err(|error| ServiceError::Damaged(format!("case {}: {error}", opened.case().id)))
}

fn own(values: Vec<Value>) -> Part {
    Part { group: "", values }
}

fn value(name: &'static str, text: &str, fits: Fits) -> Value {
    Value { name, text: Zeroizing::new(text.to_owned()), fits }
}

/// A value that fits by the way it is made.
fn free(name: &'static str, made: impl std::fmt::Display) -> Value {
    Value { name, text: Zeroizing::new(made.to_string()), fits: |_| true }
}

fn place(opened: &Opened, facts: &CaseFacts) -> Vec<Value> {
    let dossier = &opened.case().dossier;
    let mut values = vec![
        value("municipality", &dossier.municipality_name, lexical::short_text),
        value("street", &dossier.street, lexical::short_text),
        value("direction", &dossier.direction, lexical::short_text),
        free("lane", facts.lane),
        free("builtUp", dossier.built_up),
    ];
    if let Some((latitude, longitude)) = dossier.coordinates {
        values.push(free("latitude", format!("{latitude:.7}")));
        values.push(free("longitude", format!("{longitude:.7}")));
    }
    values
}

fn vehicle(opened: &Opened, charge: &Charge) -> Vec<Value> {
    let (reading, seen) = (&opened.reading, &opened.vehicle);
    let source = match charge.vehicle_category_source.as_str() {
        known @ ("unit" | "officer") => known,
        _ => "register",
    };
    let mut values = vec![
        value("plate", reading.plate.as_str(), lexical::plate),
        value("country", reading.country.as_str(), lexical::country),
        value("rawReading", &reading.raw, lexical::short_text),
        free("confidence", format!("{:.6}", reading.confidence)),
        free("category", charge.vehicle_category),
        free("categorySource", source),
    ];
    let optional = [("kind", &seen.kind), ("make", &seen.make), ("colour", &seen.colour)];
    let described = optional.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)));
    values.extend(described.map(|(name, text)| value(name, text, lexical::short_text)));
    values
}

/// The power is told by its domain and territory: it has no number of its own beside the officer's.
fn officer(authorisation: &Authorisation) -> Vec<Value> {
    let power = format!("{} / {}", authorisation.domain, authorisation.territory);
    vec![
        value("number", &authorisation.officer_number, lexical::officer_number),
        value("authorisation", &power, lexical::short_text),
    ]
}

fn exemption_check(finding: &ExemptionFinding, at: Timestamp) -> Vec<Value> {
    let result = if finding.near.is_empty() { "none" } else { "nearMatch" };
    vec![free("result", result), free("checkedAt", at)]
}

/// Without words of the officer's own, the dossier's texts are what the officer confirmed.
fn statement(opened: &Opened) -> Vec<Value> {
    let (dossier, stated) = (&opened.case().dossier, &opened.statement);
    let grounds = stated.grounds.as_ref().unwrap_or(&dossier.grounds_template);
    let not_stopped = stated.not_stopped_reason.as_ref().unwrap_or(&dossier.not_stopped_reason);
    vec![value("grounds", grounds, lexical::long_text), value("notStopped", not_stopped, lexical::long_text)]
}

/// The hash of what is kept; the picture itself is never sent.
fn picture(picture: &Picture) -> Value {
    free(picture.kind.as_str(), &picture.sealed_sha256)
}

/// Writes the batch.
///
/// # Errors
/// None in practice: it is written to memory.
pub(super) fn write(header: &Header<'_>, cases: &[Document]) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    let mut bytes = Zeroizing::new(Vec::new());
    let mut xml = Writer::new_with_indent(&mut *bytes, b' ', 2);
    batch(&mut xml, header, cases).map_err(|error| ServiceError::Damaged(format!("batch: {error}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn batch(xml: &mut Xml<'_>, header: &Header<'_>, cases: &[Document]) -> Written {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("batch").with_attributes([("xmlns", NAMESPACE), ("version", "1")]);
    root.write_inner_content(|xml| {
        xml.create_element("header").write_inner_content(|xml| write_header(xml, header, cases.len()))?;
        xml.create_element("cases")
            .write_inner_content(|xml| cases.iter().try_for_each(|case| write_case(xml, case)))?;
        Ok(())
    })?;
    Ok(())
}

fn write_header(xml: &mut Xml<'_>, header: &Header<'_>, count: usize) -> Written {
    element(xml, "batchId", &header.batch.to_string())?;
    element(xml, "municipalityOin", header.oin)?;
    element(xml, "createdAt", &header.created_at.to_string())?;
    element(xml, "periodFrom", &header.from.to_string())?;
    element(xml, "periodUntil", &header.until.to_string())?;
    element(xml, "count", &count.to_string())
}

fn write_case(xml: &mut Xml<'_>, case: &Document) -> Written {
    let element = xml.create_element("case").with_attribute(("reference", case.reference.as_str()));
    element.write_inner_content(|xml| case.parts.iter().try_for_each(|part| write_part(xml, part)))?;
    Ok(())
}

fn write_part(xml: &mut Xml<'_>, part: &Part) -> Written {
    let write = if part.group == PICTURES { write_picture } else { write_value };
    if part.group.is_empty() {
        return part.values.iter().try_for_each(|value| write(xml, value));
    }
    xml.create_element(part.group)
        .write_inner_content(|xml| part.values.iter().try_for_each(|value| write(xml, value)))?;
    Ok(())
}

fn write_value(xml: &mut Xml<'_>, value: &Value) -> Written {
    element(xml, value.name, &value.text)
}

fn write_picture(xml: &mut Xml<'_>, value: &Value) -> Written {
    let picture = xml.create_element("picture");
    picture.with_attributes([("kind", value.name), ("sha256", value.text.as_str())]).write_empty()?;
    Ok(())
}

fn element(xml: &mut Xml<'_>, name: &str, text: &str) -> Written {
    xml.create_element(name).write_text_content(BytesText::new(text))?;
    Ok(())
}
