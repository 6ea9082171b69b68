//! A small element tree: no processing instructions, no document type, one namespace.

use quick_xml::{
    events::{BytesRef, BytesStart, Event},
    name::{Namespace, ResolveResult},
    reader::NsReader,
};

/// The only namespace that elements may be in.
const NAMESPACE: &[u8] = b"urn:poortwacht:cjib-mock:v1";
/// Deeper than the schema ever goes.
const MAX_DEPTH: usize = 8;

/// One element.
#[derive(Debug, Default)]
pub struct Element {
    /// Local name.
    pub name: String,
    /// Attributes in order, namespace declarations left out.
    pub attributes: Vec<(String, String)>,
    /// Child elements in order.
    pub children: Vec<Element>,
    /// Character data directly inside.
    pub text: String,
}

impl Element {
    /// First child of that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Text of the first child of that name.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }

    /// Value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a whole document.
///
/// # Errors
/// Says what is not well formed (or not allowed: DOCTYPE, other namespaces), with the byte offset.
pub fn parse(bytes: &[u8]) -> Result<Element, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    let mut reader = NsReader::from_str(text);
    let mut builder = Builder::default();
    loop {
        let step = match reader.read_resolved_event() {
            Ok((_, Event::Eof)) => break,
            Ok((resolved, event)) => builder.take(&resolved, &event),
            Err(error) => Err(format!("not well formed: {error}")),
        };
        step.map_err(|what| format!("{what} (near byte {})", reader.buffer_position()))?;
    }
    builder.finish()
}

#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
}

impl Builder {
    fn take(&mut self, resolved: &ResolveResult<'_>, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.start(resolved, start),
            Event::Empty(start) => self.start(resolved, start).and_then(|()| self.end()),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.decode().map_err(|error| error.to_string())?),
            Event::CData(data) => self.text(&data.decode().map_err(|error| error.to_string())?),
            Event::GeneralRef(reference) => self.text(&resolve(reference)?),
            Event::DocType(_) => Err("a DOCTYPE is not allowed".to_owned()),
            Event::PI(_) => Err("processing instructions are not allowed".to_owned()),
            Event::Decl(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, resolved: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<(), String> {
        if *resolved != ResolveResult::Bound(Namespace(NAMESPACE)) {
            return Err("an element outside the namespace urn:poortwacht:cjib-mock:v1".to_owned());
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err("more than one root element".to_owned());
        }
        if self.open.len() >= MAX_DEPTH {
            return Err("nested too deeply".to_owned());
        }
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        self.open.push(Element { name, attributes: attributes(start)?, ..Element::default() });
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let closed = self.open.pop().ok_or("an end tag without a start")?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None => self.root = Some(closed),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.chars().all(char::is_whitespace) => {}
            None => return Err("text outside the root element".to_owned()),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, String> {
        match (self.open.last(), self.root) {
            (None, Some(root)) => Ok(root),
            (Some(element), _) => Err(format!("element {} is not closed", element.name)),
            (None, None) => Err("no root element".to_owned()),
        }
    }
}

fn attributes(start: &BytesStart<'_>) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("attribute: {error}"))?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let value = attribute.unescape_value().map_err(|error| format!("attribute: {error}"))?;
        found.push((String::from_utf8_lossy(attribute.key.as_ref()).into_owned(), value.into_owned()));
    }
    Ok(found)
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, String> {
    if let Some(character) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character.to_string());
    }
    let name = reference.decode().map_err(|error| error.to_string())?;
    let known = quick_xml::escape::resolve_xml_entity(&name);
    known.map(str::to_owned).ok_or_else(|| "an entity that is not predefined".to_owned())
}
