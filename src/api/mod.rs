//! REST: the router, and one file a resource. A handler finds out who asks, reads the input, calls one function of
//! `chat` and answers; it has no rule of its own.

mod changes;
mod conversations;
mod download;
mod events;
mod files;
mod groups;
mod health;
mod keeping;
mod login_gate;
mod messages;
mod presence;
mod receiving;
mod search;
mod sessions;
mod turns;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::door::turns::Turns;
use crate::error::{Code, Error, Result};
use crate::model::limits;
use login_gate::LoginGate;

/// Makes the login page, with a sentence about what went wrong and what was typed as the name.
pub type LoginPage = Arc<dyn Fn(StatusCode, &str, &str) -> Response + Send + Sync>;

/// What the handlers share.
#[derive(Clone)]
pub struct Api {
    app: Arc<App>,
    gate: Arc<LoginGate>,
    turns: Arc<Turns>,
    /// How many questions of one person are read.
    reads: Arc<Turns>,
    /// How many files of one person are received at once.
    uploads: Arc<Turns>,
    /// How many searches of one person are under way.
    searches: Arc<Turns>,
    /// One file of a person is announced at a time: what is counted before stays so until it is noted.
    announcing: Arc<Turns>,
    receiving: Arc<receiving::Receiving>,
    keeping: Arc<keeping::Keeping>,
    login_page: LoginPage,
}

impl FromRef<Api> for Arc<App> {
    fn from_ref(api: &Api) -> Self {
        api.app.clone()
    }
}

/// Every REST route.
///
/// # Errors
/// When there is no thread for hashing passwords.
pub fn router(app: Arc<App>, login_page: LoginPage) -> Result<Router> {
    let api = Api {
        app,
        gate: Arc::new(LoginGate::new()?),
        turns: Turns::new(limits::REQUESTS_PER_PERSON),
        reads: Turns::new(limits::READS_PER_PERSON),
        uploads: Turns::new(limits::UPLOADS_PER_PERSON),
        searches: Turns::new(limits::SEARCHES_PER_PERSON),
        announcing: Turns::new(1),
        receiving: Arc::default(),
        keeping: Arc::default(),
        login_page,
    };
    let for_people = Router::new()
        .route("/api/chat/usuarios", get(users::list))
        .route("/api/chat/conversaciones", get(conversations::list))
        .route("/api/chat/conversacion/crear", post(conversations::create))
        .route("/api/chat/eventos", get(events::since))
        .route("/api/chat/buscar", get(search::find))
        .route("/api/chat/presencia", get(presence::list))
        .route("/api/chat/mensajes", get(messages::page))
        .route("/api/chat/mensajes/{conversation}", get(messages::page_of))
        .route("/api/chat/mensaje/enviar", post(messages::send))
        .route("/api/chat/mensaje/editar", post(changes::edit))
        .route("/api/chat/mensaje/eliminar", post(changes::delete))
        .route("/api/chat/mensaje/reaccionar", post(changes::react))
        .route("/api/chat/mensaje/fijar", post(changes::pin))
        .route("/api/chat/mensaje/destacar", post(changes::star))
        .route("/api/chat/mensaje/confirmar", post(changes::acknowledge))
        .route("/api/chat/urgentes", get(changes::urgent))
        .route("/api/chat/mensaje/recibidos", post(changes::received))
        .route("/api/chat/mensaje/{message}/estado", get(changes::receipts))
        .route("/api/chat/mensaje/{message}/ediciones", get(changes::editions))
        .route("/api/chat/fijados/{conversation}", get(changes::pinned))
        .route("/api/chat/destacados", get(changes::starred))
        .route("/api/chat/grupo/{conversation}", get(groups::show))
        .route("/api/chat/grupo/agregar", post(groups::add))
        .route("/api/chat/grupo/quitar", post(groups::remove))
        .route("/api/chat/grupo/salir", post(groups::leave))
        .route("/api/chat/grupo/renombrar", post(groups::rename))
        .route("/api/chat/grupo/rol", post(groups::set_role))
        .route("/api/chat/grupo/anuncios", post(groups::announce))
        .route("/api/chat/mensaje/marcar-leido", post(messages::mark_read))
        .route("/api/chat/archivo", post(files::begin))
        .route("/api/chat/archivo/{file}", get(files::show).put(files::receive).delete(files::cancel))
        .route("/api/chat/archivo/{file}/estado", get(files::state))
        .route("/api/chat/archivo/{file}/miniatura", get(files::thumbnail))
        .route_layer(from_fn_with_state(api.clone(), turns::in_turn));
    let routes = Router::new()
        .route("/login", post(sessions::login))
        .route("/logout", post(sessions::logout))
        .route("/healthz", get(health::healthz))
        .merge(for_people)
        .with_state(api);
    Ok(routes)
}

/// The answer where there is no route.
pub fn not_found(_: &Uri) -> Response {
    Error::not_found("No existe").into_response()
}

/// The answer where there is a route, but not for this method.
pub async fn method_not_allowed(_: Method) -> Response {
    Error::new(Code::MethodNotAllowed, "Método no permitido").into_response()
}
