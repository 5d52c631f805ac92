//! `menhu serve`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use menhu::Portal;
use menhu_lookups::provider::Variables;
use menhu_lookups::simulator::{Options, Running, Simulator};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::{Failure, say};
use crate::cli::Serve;
use crate::lookups::{self, Service};
use crate::queries::{Popular, Queries, Recorder};
use crate::{demo, web};

pub(crate) fn run(args: &Serve) -> Result<ExitCode, Failure> {
    let filter = EnvFilter::try_from_env("MENHU_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    let portal = match &args.portal {
        Some(folder) => Portal::open(folder)?,
        None => demo::open()?,
    };
    let recorder = args.query_log.as_ref().map(|file| Recorder::open(file, portal.path())).transpose()?;
    let popular = args.suggest_queries.then(Popular::default);
    let queries = Queries { recorder: recorder.clone(), popular, least: args.suggest_least };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(args, portal, queries));
    if let Some(recorder) = recorder {
        recorder.close();
    }
    served.map(|()| ExitCode::SUCCESS)
}

async fn serve(args: &Serve, portal: Portal, queries: Queries) -> Result<(), Failure> {
    let (lookups, _simulated) = lookups(args, &portal).await?;
    let public = listen(args.listen, "--listen").await?;
    let admin = listen(args.admin_listen, "--admin-listen").await?;
    tracing::info!(portal = %portal.path().display(), admin = %admin.local_addr()?, "ready");
    say(&format!("http://{}", public.local_addr()?));
    let limits = web::Limits {
        workers: args.workers.unwrap_or_else(|| 2 * std::thread::available_parallelism().map_or(1, usize::from)),
        queue: args.queue,
        deadline: Duration::from_secs(args.deadline),
        connections: args.connections,
    };
    web::serve(public, admin, portal, lookups, queries, &limits, args.trace_queries).await?;
    Ok(())
}

/// The lookups of the portal; those of the demonstration ask providers of its own, which live as long as it is served.
async fn lookups(args: &Serve, portal: &Portal) -> Result<(Service, Option<Running>), Failure> {
    let is_demonstration = args.portal.is_none();
    let (variables, simulated) = match &args.variables {
        Some(file) => (lookups::read_variables(file)?, None),
        None if is_demonstration => {
            let simulator = Simulator::new(Options::default())?;
            let running = simulator.start(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
            tracing::info!(address = running.url(), "simulated providers");
            (lookups::of_simulator(&simulator, &running.url()), Some(running))
        }
        None => (Variables::default(), None),
    };
    Ok((Service::open(portal.path(), variables, is_demonstration)?, simulated))
}

async fn listen(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}; choose another address with {option}").into())
}
