//! Logging in and out.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Api;
use super::login_gate::Turn;
use crate::app::App;
use crate::chat::logins::{self, Entry, Guess};
use crate::chat::passwords;
use crate::door::{Connection, body, cookie, identity, origin, respond};
use crate::error::{Error, Result};
use crate::model::session::Token;
use crate::model::{SessionId, User, limits};
use crate::wire::{self, LoginRequest};

/// `POST /login`, by form or JSON.
pub async fn login(State(api): State<Api>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let by_form = body::media_type(&parts.headers).as_deref() == Some("application/x-www-form-urlencoded");
    let mut typed = String::new();
    match try_login(&api, &parts, body, by_form, &mut typed).await {
        Ok(answer) => answer,
        Err(error) if by_form => form_refused(&api, &error, &typed),
        Err(error) => error.into_response(),
    }
}

/// A form's refusal is the page again, with the sentence and the name that was typed.
fn form_refused(api: &Api, error: &Error, typed: &str) -> Response {
    let mut page = (api.login_page)(respond::status(error.code), &error.message, typed);
    if let Some(seconds) = error.retry_after {
        page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    page
}

async fn try_login(api: &Api, parts: &Parts, body: Body, by_form: bool, typed: &mut String) -> Result<Response> {
    origin::check(&parts.method, &parts.headers)?;
    let before = identity::identify(&api.app, &parts.headers).await?;
    if let Some(caller) = &before {
        identity::check_csrf(parts, caller)?;
    }
    let wanted = read_request(parts, body, by_form).await?;
    typed.clone_from(&wanted.name);
    let address = parts.extensions.get::<Arc<Connection>>().map_or_else(String::new, |c| c.peer.to_string());
    let visitor = Visitor { agent: agent(&parts.headers), address, replaces: before.map(|caller| caller.session.id) };
    let remember = wanted.remember;
    // On a task of its own: who hangs up must not free the turn while the password is still being hashed, nor get
    // away without the failure being counted.
    let checked = tokio::spawn(check_and_enter(api.clone(), wanted, visitor));
    let (user, token) = checked.await.map_err(Error::internal)??;
    tracing::info!(persona = %user.id.masked(), "sesión iniciada");
    let mut answer = match by_form {
        true => respond::see_other("/chat"),
        false => respond::json(StatusCode::OK, wire::login(&user)),
    };
    if let Some(value) = cookie::set(&token, remember) {
        answer.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(answer)
}

async fn read_request(parts: &Parts, body: Body, by_form: bool) -> Result<LoginRequest> {
    if by_form {
        return wire::login_form(&body::pairs(&body::read(body).await?));
    }
    let request = Request::from_parts(parts.clone(), body);
    let body::Json(body) = body::Json::from_request(request, &()).await?;
    wire::login_request(&body)
}

fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).map_or(&b""[..], |value| value.as_bytes());
    String::from_utf8_lossy(&agent[..agent.len().min(limits::USER_AGENT_BYTES)]).into_owned()
}

struct Visitor {
    agent: String,
    address: String,
    replaces: Option<SessionId>,
}

async fn check_and_enter(api: Api, wanted: LoginRequest, visitor: Visitor) -> Result<(User, Token)> {
    let LoginRequest { name, password, remember } = wanted;
    let typed = name.clone();
    let candidate = api.app.read(move |read| logins::candidate(read, &typed)).await?;
    let guess = Guess::new(candidate.as_ref().map(|(user, _)| &user.id), &name, &visitor.address);
    may_try(&api.app, &guess).await?;

    let turn = api.gate.turn().await?;
    // Again: those before in the queue may have used up what was free.
    may_try(&api.app, &guess).await?;
    let hash = candidate.as_ref().and_then(|(_, hash)| hash.clone());
    let right = check_password(&turn, password.clone(), hash.clone()).await?;
    let (Some((user, _)), Some(hash), true) = (candidate, hash, right) else {
        return Err(note_failure(&api.app, guess).await?);
    };
    let new_hash = match passwords::is_outdated(&hash) {
        true => Some(turn.run(move || passwords::hash(&password)).await?),
        false => None,
    };
    drop(turn);

    let token = Token::generate()?;
    let (person, cookie) = (user.id.clone(), token.clone());
    api.app
        .write_essential(move |tx| {
            let entry = Entry {
                user: &person,
                verified_hash: &hash,
                new_hash: new_hash.as_deref(),
                token: &cookie,
                remember,
                replaces: visitor.replaces,
                agent: &visitor.agent,
                address: &visitor.address,
                guess: &guess,
            };
            logins::enter(tx, &entry)
        })
        .await?;
    Ok((user, token))
}

async fn may_try(app: &Arc<App>, guess: &Guess) -> Result<()> {
    let guess = guess.clone();
    app.read(move |read| logins::may_try(read, &guess)).await
}

async fn note_failure(app: &App, guess: Guess) -> Result<Error> {
    tracing::warn!("inicio de sesión rechazado");
    app.write_essential(move |tx| logins::failed(tx, &guess)).await?;
    Ok(logins::refused())
}

async fn check_password(turn: &Turn, password: String, hash: Option<String>) -> Result<bool> {
    // Longer ones are nobody's; hashing them would only cost.
    if password.len() > limits::PASSWORD_MAX_BYTES {
        return turn.run(|| Ok(passwords::verify("", None))).await;
    }
    turn.run(move || Ok(passwords::verify(&password, hash.as_deref()))).await
}

/// `POST /logout`: 303 to the login page for a form, 204 for JSON and for scripts. Needs no body.
pub async fn logout(State(api): State<Api>, request: Request) -> Result<Response> {
    let (parts, _) = request.into_parts();
    origin::check(&parts.method, &parts.headers)?;
    if let Some(caller) = identity::identify(&api.app, &parts.headers).await? {
        identity::check_csrf(&parts, &caller)?;
        let session = caller.session.id;
        api.app.write_essential(move |tx| logins::leave(tx, session)).await?;
        tracing::info!(persona = %caller.user.id.masked(), "sesión cerrada");
    }
    let mut answer = match wants_page(&parts.headers) {
        true => respond::see_other("/login"),
        false => StatusCode::NO_CONTENT.into_response(),
    };
    if let Some(value) = cookie::clear() {
        answer.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(answer)
}

fn wants_page(headers: &HeaderMap) -> bool {
    match body::media_type(headers).as_deref() {
        Some("application/x-www-form-urlencoded" | "multipart/form-data") => true,
        Some(_) => false,
        None => {
            headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|a| a.contains("text/html"))
        }
    }
}
