// A command that does what its first argument says. Compiled as build.sh says.

use std::env;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::process::exit;
use std::time::{Duration, Instant, SystemTime};

fn main() {
    let args: Vec<String> = env::args().collect();
    let what = args.get(1).map(String::as_str).unwrap_or("");
    let rest: Vec<&str> = args.iter().skip(2).map(String::as_str).collect();
    match (what, rest.as_slice()) {
        ("upper", _) => upper(),
        ("args", _) => args.iter().for_each(|arg| println!("{arg}")),
        ("env", _) => env::vars().for_each(|(name, value)| println!("{name}={value}")),
        ("exit", [code]) => exit(code.parse().unwrap()),
        ("panic", _) => panic!("on purpose"),
        ("spin", _) => spin(),
        ("storm", _) => storm(),
        ("clock", _) => clock(),
        ("sleep", [millis]) => sleep(millis),
        ("random", _) => random(),
        ("list", [path]) => report(list(path)),
        ("read", [path]) => report(fs::read_to_string(path)),
        ("write", [path, text]) => report(fs::write(path, text).map(|_| String::new())),
        ("edit", [path]) => report(edit(path)),
        ("move", [from, to]) => report(fs::rename(from, to).map(|_| String::new())),
        ("remove", [path]) => report(fs::remove_file(path).map(|_| String::new())),
        ("clear", [path]) => report(fs::remove_dir_all(path).map(|_| String::new())),
        ("mkdir", [path]) => report(fs::create_dir(path).map(|_| String::new())),
        ("link", [from, to]) => report(fs::hard_link(from, to).map(|_| String::new())),
        _ => {
            eprintln!("unknown: {what}");
            exit(64);
        }
    }
}

fn upper() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    print!("{}", text.to_uppercase());
}

fn spin() -> ! {
    let mut n = 0u64;
    loop {
        unsafe { std::ptr::write_volatile(&mut n, n.wrapping_add(1)) };
    }
}

fn storm() -> ! {
    let line = [b'x'; 1000];
    loop {
        io::stdout().write_all(&line).unwrap();
        io::stderr().write_all(b"y\n").unwrap();
    }
}

fn clock() {
    let began = Instant::now();
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    println!("{seconds} {}", began.elapsed() < Duration::from_secs(60));
}

fn sleep(millis: &str) {
    let wanted = Duration::from_millis(millis.parse().unwrap());
    let began = Instant::now();
    std::thread::sleep(wanted);
    println!("{}", began.elapsed() >= wanted);
}

// The seeds of a hash map come from the host
fn random() {
    use std::collections::hash_map::RandomState;
    use std::hash::{BuildHasher, Hasher};
    println!("{:016x}", RandomState::new().build_hasher().finish());
}

fn list(path: &str) -> io::Result<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let mark = if entry.file_type()?.is_dir() { "/" } else { "" };
        names.push(format!("{}{mark}", entry.file_name().to_string_lossy()));
    }
    names.sort();
    Ok(names.join(" "))
}

fn edit(path: &str) -> io::Result<String> {
    let mut file = fs::OpenOptions::new().read(true).write(true).create(true).open(path)?;
    file.write_all(b"0123456789")?;
    file.seek(SeekFrom::Start(2))?;
    file.write_all(b"ab")?;
    file.set_len(6)?;
    file.seek(SeekFrom::End(-3))?;
    let mut tail = String::new();
    file.read_to_string(&mut tail)?;
    let mut more = fs::OpenOptions::new().append(true).open(path)?;
    more.write_all(b"!")?;
    more.sync_all()?;
    Ok(format!("{tail} {}", fs::metadata(path)?.len()))
}

fn report(outcome: io::Result<String>) {
    match outcome {
        Ok(text) => print!("{text}"),
        Err(error) => {
            eprint!("{}", error.raw_os_error().unwrap_or(-1));
            exit(1);
        }
    }
}
