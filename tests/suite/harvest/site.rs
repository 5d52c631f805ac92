//! Web sites on this machine, which answer as they are told: well, badly, or never.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

/// What a site is asked.
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
}

/// How it answers.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Status, headers, body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Less of the body than it has promised.
    Truncated(Vec<u8>),
    /// A body without an end.
    Endless,
    /// A byte a second.
    Slow,
    /// Nothing at all.
    Silent,
    /// What is no HTTP.
    Noise,
}

impl Answer {
    pub(crate) fn page(body: impl Into<String>) -> Answer {
        Answer::Whole(200, vec![("Content-Type", "text/html; charset=utf-8".into())], body.into().into_bytes())
    }

    pub(crate) fn redirect(to: impl Into<String>) -> Answer {
        Answer::Whole(302, vec![("Location", to.into())], Vec::new())
    }

    /// It has moved, for good.
    pub(crate) fn moved(to: impl Into<String>) -> Answer {
        Answer::Whole(301, vec![("Location", to.into())], Vec::new())
    }

    pub(crate) fn status(status: u16) -> Answer {
        Answer::Whole(status, Vec::new(), b"<h1>!</h1>".to_vec())
    }
}

type Handler = dyn Fn(&Asked) -> Answer + Send + Sync;

/// A site; stopped when it is dropped.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    /// Paths in the order in which they were asked for.
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
    /// The most connections at the same time.
    pub(crate) most: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
}

impl Site {
    pub(crate) fn start(handler: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (asked, stopped) = (Arc::<Mutex<Vec<String>>>::default(), Arc::new(AtomicBool::new(false)));
        let (now, most) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let handler: Arc<Handler> = Arc::new(handler);
        let (kept, ended, highest) = (Arc::clone(&asked), Arc::clone(&stopped), Arc::clone(&most));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let (handler, asked, ended) = (Arc::clone(&handler), Arc::clone(&kept), Arc::clone(&ended));
                let (now, most) = (Arc::clone(&now), Arc::clone(&highest));
                std::thread::spawn(move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    // Whoever asks may go away in the middle of an answer: that is no failure of the site.
                    let _ = serve(stream, &*handler, &asked, &ended);
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Site { address, asked, most, stopped }
    }

    /// A site whose pages are in a table that may change.
    pub(crate) fn of(pages: &Arc<RwLock<HashMap<String, Answer>>>) -> Site {
        let pages = Arc::clone(pages);
        Site::start(move |asked| pages.read().unwrap().get(&asked.path).cloned().unwrap_or_else(|| Answer::status(404)))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn count(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    mut stream: TcpStream,
    handler: &Handler,
    asked: &Mutex<Vec<String>>,
    ended: &AtomicBool,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let Some(path) = line.split(' ').nth(1).map(str::to_owned) else { return Ok(()) };
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.trim().to_owned()),
            None => break,
        };
    }
    asked.lock().unwrap().push(path.clone());
    let is_over = || ended.load(Ordering::SeqCst);
    match handler(&Asked { path, headers }) {
        Answer::Whole(status, headers, body) => {
            write!(stream, "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n", body.len())?;
            for (name, value) in headers {
                write!(stream, "{name}: {value}\r\n")?;
            }
            stream.write_all(b"\r\n")?;
            stream.write_all(&body)?;
        }
        Answer::Truncated(body) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n", body.len() * 2)?;
            stream.write_all(&body)?;
        }
        Answer::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")?;
            while !is_over() {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
        Answer::Slow => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")?;
            while !is_over() {
                stream.write_all(b"x")?;
                std::thread::sleep(Duration::from_secs(1));
            }
        }
        Answer::Silent => {
            while !is_over() {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        Answer::Noise => stream.write_all(&[0x00, 0xff, b'\r', b'\n', b'\r', b'\n'])?,
    }
    stream.flush()
}
