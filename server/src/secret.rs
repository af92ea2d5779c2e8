//! A password from the terminal, without showing it, or from standard input; never from the command line, which other
//! processes can read.

use std::io::{self, BufRead, IsTerminal, Write};

use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};

/// Reads one line.
pub fn read(prompt: &str) -> io::Result<String> {
    let input = io::stdin();
    let line = if input.is_terminal() { read_hidden(prompt)? } else { read_line()? };
    let line = line.trim_end_matches(['\n', '\r']).to_owned();
    if line.is_empty() { Err(io::Error::other("nothing was given on standard input")) } else { Ok(line) }
}

fn read_hidden(prompt: &str) -> io::Result<String> {
    let input = io::stdin();
    let shown = tcgetattr(&input)?;
    let mut hidden = shown.clone();
    hidden.local_flags.remove(LocalFlags::ECHO);
    io::stderr().write_all(prompt.as_bytes())?;
    tcsetattr(&input, SetArg::TCSAFLUSH, &hidden)?;
    let line = read_line();
    tcsetattr(&input, SetArg::TCSAFLUSH, &shown)?;
    io::stderr().write_all(b"\n")?;
    line
}

fn read_line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}
