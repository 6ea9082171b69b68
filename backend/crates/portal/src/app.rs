//! The application, built from the route table alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::guard;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, FormConfig, PayloadConfig, QueryConfig};
use actix_web::{App, Error, HttpRequest, Resource, Route};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::texts::Texts;
use poortwacht_frontend::{Frame, Viewer};
use poortwacht_services::Services;
use poortwacht_store::Environment;

use crate::assets::Assets;
use crate::dress::Wardrobe;
use crate::endpoints;
use crate::failure::Failure;
use crate::gate::Gate;
use crate::look::Look;
use crate::routes::Endpoint;
use crate::{front, guard as guards, headers};

/// The longest form that is read, in bytes.
pub(crate) const MAX_BODY: usize = 64 * 1024;

/// What all workers share.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Parts>);

struct Parts {
    services: Services,
    gate: Gate,
    public_origin: Option<String>,
    security_contact: Option<String>,
    wardrobe: Wardrobe,
}

impl Shared {
    pub(crate) fn new(
        services: Services,
        gate: Gate,
        public_origin: Option<String>,
        security_contact: Option<String>,
        wardrobe: Wardrobe,
    ) -> Self {
        Self(Arc::new(Parts { services, gate, public_origin, security_contact, wardrobe }))
    }

    /// The shared parts that the application was built with.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Failure> {
        request.app_data::<Self>().cloned().ok_or(Failure::Page(ErrorKind::Internal))
    }

    pub(crate) fn services(&self) -> &Services {
        &self.0.services
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.0.gate
    }

    /// What visitors type; `None` where it is the request's own host.
    pub(crate) fn public_origin(&self) -> Option<&str> {
        self.0.public_origin.as_deref()
    }

    /// Where weaknesses are reported besides the form, as a URI.
    pub(crate) fn security_contact(&self) -> Option<&str> {
        self.0.security_contact.as_deref()
    }

    /// What municipalities add to their pages.
    pub(crate) fn wardrobe(&self) -> &Wardrobe {
        &self.0.wardrobe
    }

    /// What every page is drawn with; `form_token` is empty without a session.
    pub(crate) fn frame(&self, viewer: Option<Viewer>, form_token: &str, look: &Look) -> Frame {
        Frame {
            texts: Texts::of(look.language),
            assets: Assets::urls(),
            viewer,
            form_token: form_token.to_owned(),
            demo: self.0.services.store().instance().environment == Environment::Demo,
            place: look.place.clone(),
            chosen: look.chosen,
            local: self.0.wardrobe.local(look.municipality.as_deref(), look.language),
        }
    }
}

/// The application: every line of the table with its guard, and nothing else. Security headers are outermost, so that
/// refusals and errors carry them too.
pub(crate) fn build(
    shared: Shared,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse, Error = Error, InitError = ()>,
> {
    let unreadable = |error: Error| -> Error {
        tracing::debug!(%error, "unreadable request");
        Failure::Page(ErrorKind::BadRequest).into()
    };
    let app = App::new()
        .app_data(shared)
        .app_data(PayloadConfig::new(MAX_BODY))
        .app_data(
            FormConfig::default().limit(MAX_BODY).error_handler(move |error, _| unreadable(error.into())),
        )
        .app_data(QueryConfig::default().error_handler(move |error, _| unreadable(error.into())));
    by_path()
        .into_iter()
        .fold(app, |app, (path, endpoints)| app.service(resource(path, &endpoints)))
        .default_service(web::to(|| async { Err::<String, _>(Failure::Page(ErrorKind::NotFound)) }))
        .wrap(from_fn(front::answer))
        .wrap(from_fn(headers::secure))
}

fn by_path() -> BTreeMap<&'static str, Vec<Endpoint>> {
    let mut paths: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for endpoint in Endpoint::ALL {
        paths.entry(endpoint.declaration().path).or_default().push(*endpoint);
    }
    paths
}

fn resource(path: &'static str, endpoints: &[Endpoint]) -> Resource {
    let methods: Vec<Method> = endpoints.iter().flat_map(|endpoint| endpoint.methods()).collect();
    let allow = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    endpoints
        .iter()
        .fold(web::resource(path), |resource, endpoint| resource.route(route(*endpoint)))
        .default_service(web::to(move || {
            let refused = Failure::Method { allow: allow.clone() };
            async move { Err::<String, _>(refused) }
        }))
}

fn route(endpoint: Endpoint) -> Route {
    let methods = endpoint.methods();
    let route = web::route().guard(guard::fn_guard(move |context| methods.contains(&context.head().method)));
    endpoints::handled(endpoint, route)
        .wrap(from_fn(move |request, next| guards::pass(endpoint, request, next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_is_registered_once_under_its_own_path() {
        let paths = by_path();
        assert_eq!(paths.values().map(Vec::len).sum::<usize>(), Endpoint::ALL.len());
        for (path, endpoints) in paths {
            assert!(endpoints.iter().all(|endpoint| endpoint.declaration().path == path));
        }
    }

    #[test]
    fn a_path_that_nobody_may_see_without_a_session_answers_no_head() {
        assert_eq!(Endpoint::Asset.methods(), [Method::GET, Method::HEAD]);
        assert_eq!(Endpoint::Desk.methods(), [Method::GET]);
        assert_eq!(Endpoint::Confirm.methods(), [Method::POST]);
    }
}
