//! Strangers by the thousand, each as slow as she can be, and a process that may open no more files: the
//! staff side still answers, and whoever was slow is shown out.
//!
//! 700 strangers in `cargo ci`, as many as one likes by `cargo xtask crowd --connections N`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the chore shows its figures, and how long a colleague waited is what it is about"
)]

mod served;

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use served::{Process, invented};
use socket2::{Domain, Socket, Type};

/// Two sides of one house, in a folder that lives as long as they do.
struct House {
    staff: Process,
    open: Process,
    _place: tempfile::TempDir,
}

impl House {
    fn built() -> Self {
        let place = tempfile::tempdir().unwrap();
        let path = |name: &str| place.path().join(name).display().to_string();
        let (data, between) = (path("data"), path("between"));
        invented(&data);
        let staff = ["--side", "staff", "--data", &data, "--front", &between];
        let staff = Process::serving(&staff, place.path());
        let open = ["--side", "public", "--front", &between];
        let open = Process::serving(&open, place.path());
        Self { staff, open, _place: place }
    }
}

/// A connection from one of many addresses.
fn from(address: [u8; 4], port: u16) -> std::io::Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    // A port is chosen when it connects, so that one address may have more than there are ports free.
    socket.bind(&SocketAddr::new(IpAddr::from(address), 0).into())?;
    socket.connect(&SocketAddr::from(([127, 0, 0, 1], port)).into())?;
    Ok(socket.into())
}

/// Waits until it is so, for at most so many seconds. Says whether it came to be.
fn within(seconds: u64, mut is_so: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        if is_so() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// Ways to be slow.
fn begins(nth: usize, stream: &mut TcpStream, large: &str) -> std::io::Result<()> {
    match nth % 4 {
        // Says nothing at all.
        0 => Ok(()),
        // Never ends its question.
        1 => stream.write_all(b"GET /refer HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
        // Never sends what it said it would.
        2 => stream.write_all(
            b"POST /refer HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\
              Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na=",
        ),
        // Asks over and over, and reads nothing.
        _ => {
            let ask = format!("GET {large} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(100);
            stream.set_nonblocking(true)?;
            match stream.write(ask.as_bytes()) {
                Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
                _ => stream.set_nonblocking(false),
            }
        }
    }
}

#[test]
fn strangers_who_are_as_slow_as_they_can_be_are_shown_out_and_staff_is_answered_meanwhile() {
    let asked = std::env::var("ALONGSIDE_CROWD").ok();
    let strangers: usize = asked.map_or(700, |many| many.parse().unwrap());
    let limit = getrlimit(Resource::Nofile);
    let wanted = u64::try_from(strangers + 200).unwrap();
    if limit.current.is_some_and(|now| now < wanted) {
        let raised = Rlimit { current: Some(wanted), maximum: limit.maximum };
        setrlimit(Resource::Nofile, raised).expect("this many connections need as many open files");
    }
    let House { staff, open, _place } = &House::built();
    // Something large that costs little to answer: it is the reading that is slow, not the asking.
    let page = open.get("/refer").1;
    let large = page.split('"').find(|part| part.ends_with(".css")).unwrap();
    let at_rest = open.sockets();
    let quiet = open.kilobytes("VmRSS");

    let over = AtomicBool::new(false);
    let (answers, slowest) = std::thread::scope(|scope| {
        let colleague = scope.spawn(|| {
            let (mut answers, mut slowest) = (0, Duration::ZERO);
            while !over.load(Ordering::Relaxed) {
                let asked = Instant::now();
                assert_eq!(staff.get("/sign-in").0, 200);
                slowest = slowest.max(asked.elapsed());
                answers += 1;
                std::thread::sleep(Duration::from_millis(20));
            }
            (answers, slowest)
        });
        let begun = Instant::now();
        let mut crowd = Vec::with_capacity(strangers);
        let mut most = 0;
        for nth in 0..strangers {
            let third = u8::try_from(1 + nth / 400).unwrap();
            let mut stream = from([127, 0, third, 1], open.port).unwrap();
            // Whoever finds no place is shown out at once, and may notice when she writes.
            let _ = begins(nth, &mut stream, large);
            crowd.push(stream);
            if nth % 250 == 249 {
                most = most.max(open.sockets() - at_rest);
            }
        }
        most = most.max(open.sockets() - at_rest);
        let came = begun.elapsed();
        assert!(most > 100, "only {most} were let in");
        assert!(most <= 2_048, "{most} were let in");

        // They go by themselves: nobody here closes anything.
        let gone = within(150, || open.sockets() <= at_rest);
        let left = open.sockets() - at_rest.min(open.sockets());
        assert!(gone, "{left} strangers are still there after {:?}", begun.elapsed());
        println!(
            "{strangers} strangers came within {:.1} s, {most} stood there at once, all were gone after {:.1} s; \
             the public side took {} MB more, {} MB at the most",
            came.as_secs_f64(),
            begun.elapsed().as_secs_f64(),
            open.kilobytes("VmRSS").saturating_sub(quiet) / 1024,
            open.kilobytes("VmHWM") / 1024,
        );
        over.store(true, Ordering::Relaxed);
        drop(crowd);
        colleague.join().unwrap()
    });
    println!(
        "the staff side answered {answers} times meanwhile, the slowest after {:.0} ms",
        slowest.as_secs_f64() * 1000.0
    );
    assert!(slowest < Duration::from_secs(5), "a colleague waited for {slowest:?}");
    assert_eq!(open.get("/refer").0, 200, "and the public side answers whoever comes next");
}

#[test]
fn one_address_cannot_take_the_place_of_everybody_else() {
    let House { open, _place, .. } = &House::built();
    let crowd: Vec<TcpStream> =
        (0..560).map(|_| from([127, 0, 7, 1], open.port).unwrap()).collect();
    assert!(within(10, || open.sockets() >= 500));
    let shown_out = crowd.iter().filter(|stream| {
        stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        let mut stream = *stream;
        match stream.read(&mut [0; 1]) {
            Ok(read) => read == 0,
            Err(error) => error.kind() == ErrorKind::ConnectionReset,
        }
    });
    assert_eq!(shown_out.count(), 560 - 512);
    assert_eq!(open.get("/refer").0, 200);
}

#[test]
fn a_server_that_may_open_no_more_files_waits_without_spinning_and_goes_on() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data").display().to_string();
    invented(&data);
    // The databases alone need about half of them.
    let staff = Process::serving_with_handles(64, &["--data", &data], place.path());
    assert_eq!(staff.get("/sign-in").0, 200);
    let crowd: Vec<TcpStream> =
        (0..120).map(|_| from([127, 0, 0, 1], staff.port).unwrap()).collect();
    let before = staff.hundredths();
    std::thread::sleep(Duration::from_secs(2));
    let spent = staff.hundredths() - before;
    assert!(spent < 60, "{spent} hundredths of a second of processor time in two seconds");
    drop(crowd);
    assert!(within(20, || staff.asked("/sign-in").is_ok_and(|answer| answer.0 == 200)));
    // And it can open its databases again.
    for _ in 0..20 {
        assert_eq!(staff.get("/sign-in").0, 200);
    }
    assert_eq!(staff.get("/refer").0, 200);
}
