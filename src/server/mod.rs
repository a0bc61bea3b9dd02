//! Composes the doors, listens, and stops.

#[cfg(unix)]
mod descriptors;
mod edge;
mod hosts;
mod listen;
mod pace;
mod stream;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use tokio::sync::watch;

use crate::api;
use crate::app::{App, Running};
use crate::chat::{passwords, sample};
use crate::config::Settings;
use crate::db::{self, Purpose};
use crate::error::{Error, Result};
use crate::model::limits;
use crate::realtime::Realtime;
use crate::ui::{self, Ui};
use hosts::Hosts;
use listen::{OpenConnections, Service};

/// Runs the server until it is told to stop.
///
/// # Errors
/// When it can't start: the data can't be used, the address can't be had.
pub fn run(settings: Settings) -> Result<()> {
    #[cfg(unix)]
    descriptors::take_all();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?;
    let served = runtime.block_on(serve(settings));
    // What still runs is of connections that are cut; nothing of it was acknowledged.
    runtime.shutdown_timeout(limits::LAST_TASKS);
    served
}

async fn serve(settings: Settings) -> Result<()> {
    // First of all, so that a stop during the start is in order too.
    let mut stop_signal = std::pin::pin!(stop_signal()?);
    let (app, running) = App::open(&settings.data, Purpose::Serve)?;
    if settings.edit_minutes > 0 {
        app.limit_edits(Duration::from_secs(60 * u64::from(settings.edit_minutes)));
    }
    app.allow_files(settings.allowance);
    // A disk that is full must not keep people from reading.
    if let Err(error) = app.tidy_files().await {
        error.log();
    }
    let served = serve_app(&settings, &app, stop_signal.as_mut()).await;
    app.close();
    finish(running).await;
    let open = served?;
    // What was just acknowledged gets out before the connections are cut.
    tokio::time::sleep(limits::LAST_WORDS).await;
    say_goodbye(&open).await;
    open.cut_all();
    tracing::info!("servidor detenido");
    Ok(())
}

async fn serve_app(
    settings: &Settings,
    app: &Arc<App>,
    stop_signal: std::pin::Pin<&mut impl Future<Output = ()>>,
) -> Result<Arc<OpenConnections>> {
    if settings.demo {
        demo(app).await?;
    }
    let (stopping, stops) = watch::channel(false);
    let realtime = Realtime::start(app.clone(), settings.rate, stops.clone());
    let ui = Ui::new(app.clone(), settings.assets.clone())?;
    let open = Arc::new(OpenConnections::default());
    let listener = listen::bind(settings.listen).await?;
    let address = listener.local_addr().map_err(Error::internal)?;
    let service = Service {
        routes: routes(app, &realtime, &ui)?,
        hosts: Arc::new(Hosts::new(&settings.hosts)),
        open: open.clone(),
        stopping: stops,
    };
    let indexing = tokio::spawn(app.clone().keep_index());
    let tidying = tokio::spawn(app.clone().keep_tidy());
    let accepting = tokio::spawn(listen::accept(listener, service));
    announce(address);
    stop_signal.await;
    tracing::info!("deteniendo el servidor");
    stopping.send_replace(true);
    accepting.await.ok();
    indexing.abort();
    tidying.abort();
    realtime.keep_presence();
    Ok(open)
}

fn routes(app: &Arc<App>, realtime: &Arc<Realtime>, ui: &Ui) -> Result<Router> {
    let login_page = ui.clone();
    let not_found = ui.clone();
    let routes = api::router(
        app.clone(),
        Arc::new(move |status: StatusCode, error, typed| login_page.login_page(status, error, typed)),
    )?
    .merge(ui.router())
    .merge(realtime.router())
    .fallback(move |request: Request| {
        let answer: Response = match ui::wants_page(request.uri(), request.headers()) {
            true => not_found.not_found(),
            false => api::not_found(request.uri()),
        };
        async { answer }
    })
    .method_not_allowed_fallback(api::method_not_allowed);
    #[cfg(debug_assertions)]
    let routes = routes.route_layer(axum::middleware::from_fn(fault_on_demand));
    Ok(routes)
}

/// A header asks for a panic on the way to any handler; in builds with debug assertions alone.
#[cfg(debug_assertions)]
async fn fault_on_demand(request: Request, next: axum::middleware::Next) -> Response {
    use crate::model::faults::{Place, strike};
    let asked = request.headers().get("x-falla").and_then(|value| value.to_str().ok());
    strike(Place::Door, asked.unwrap_or_default());
    next.run(request).await
}

async fn demo(app: &Arc<App>) -> Result<()> {
    let hash = passwords::hash(sample::DEMO_PASSWORD)?;
    app.write(move |tx| sample::demo(tx, &hash)).await?;
    if !app.read(db::settings::is_demo).await? {
        println!("Ya hay datos en este directorio: --demo no los cambia.");
        return Ok(());
    }
    println!("Datos de ejemplo. Para entrar:");
    for (rut, name, _, _) in sample::DEMO_PEOPLE {
        println!("  {name:<14} RUT {rut}   contraseña {}", sample::DEMO_PASSWORD);
    }
    Ok(())
}

fn announce(address: SocketAddr) {
    println!("Servidor en http://{address}");
    if address.ip().is_unspecified() {
        let mut others: Vec<_> =
            hosts::own_addresses().into_iter().filter(|ip| ip.is_ipv4() && !ip.is_loopback()).collect();
        others.sort();
        for ip in others {
            println!("Desde otros equipos: http://{ip}:{}", address.port());
        }
    }
    println!("Chat en tiempo real activo (Socket.IO en /socket.io/)");
    println!("Para detenerlo: Ctrl+C");
}

async fn say_goodbye(open: &OpenConnections) {
    open.dismiss_all();
    let closed = async {
        while open.has_websockets() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // Who does not read can't be told.
    tokio::time::timeout(limits::FAREWELL, closed).await.ok();
}

async fn finish(running: Running) {
    if tokio::time::timeout(limits::DRAIN, running.finished()).await.is_err() {
        tracing::error!("el escritor no terminó a tiempo");
    }
}

#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::internal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::internal)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    Ok(async {
        tokio::signal::ctrl_c().await.ok();
    })
}
