//! Connections: how many there are at a time, and how long a slow one may take.
//!
//! A client that sends its request a byte at a time, or does not read its answer, costs a connection and nothing else,
//! and not for long: the head of a request has a time limit, which is also that of a connection without one; and so has
//! every pause while an answer is written. What a body and the work may take is the business of the request's deadline.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// Longest time for the head of a request, from the end of the last one on.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Longest pause while an answer is written. There is none for reading: hyper listens while a request is worked on, and
/// its connection would be cut under it.
const PAUSE: Duration = Duration::from_secs(20);
/// What a connection too many is told.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Serves until it is told to stop; then waits for the requests under way. `refused` is told of every connection that
/// was one too many.
pub(crate) async fn serve(
    listener: TcpListener,
    routes: Router,
    connections: usize,
    mut stop: watch::Receiver<bool>,
    refused: impl Fn(),
) -> io::Result<()> {
    let room = Arc::new(Semaphore::new(connections));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            // The sender lives until the signal: an error would mean that it has been given.
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of files, or the client is gone already: the next one may fare better.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        match Arc::clone(&room).try_acquire_owned() {
            Ok(place) => answer(stream, peer, routes.clone(), place, &graceful),
            Err(_) => {
                refused();
                tokio::spawn(turn_away(stream));
            }
        }
    }
    drop(listener);
    graceful.shutdown().await;
    Ok(())
}

fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    routes: Router,
    place: OwnedSemaphorePermit,
    graceful: &GracefulShutdown,
) {
    // Without it small answers may wait for the acknowledgement of the last.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(PAUSE));
    let service = TowerToHyperService::new(routes.map_request(move |mut request: Request<Incoming>| {
        // Who asks: lookups count addresses, and believe some of them.
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(Body::new)
    }));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection was cut");
        }
        drop(place);
    });
}

async fn turn_away(mut stream: TcpStream) {
    let said = async {
        stream.write_all(FULL).await?;
        stream.shutdown().await
    };
    let _ = tokio::time::timeout(Duration::from_secs(1), said).await;
}
