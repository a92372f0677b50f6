//! What a change does to a text, for people.

/// Lines shown before and after what changes.
const AROUND: usize = 2;

/// Longer lines are cut: a file may be one line.
const LINE_CHARS_MAX: usize = 160;

/// The lines that go and come, each with its sign, and a few around them. Both texts are the same before and after one
/// place, because only entries beside each other change.
pub fn difference(before: &str, after: &str) -> Vec<(char, String)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let left = old.len().min(new.len()) - start;
    let same = |(one, other): &(&&str, &&str)| one == other;
    let end = old.iter().rev().zip(new.iter().rev()).take(left).take_while(same).count();
    let part = |lines: &[&str], from: usize, to: usize, sign: char| -> Vec<(char, String)> {
        lines.iter().take(to).skip(from).map(|line| (sign, cut(line))).collect()
    };
    let mut all = part(&old, start.saturating_sub(AROUND), start, ' ');
    all.extend(part(&old, start, old.len() - end, '-'));
    all.extend(part(&new, start, new.len() - end, '+'));
    all.extend(part(&old, old.len() - end, (old.len() - end + AROUND).min(old.len()), ' '));
    all
}

fn cut(line: &str) -> String {
    let line = line.trim_start_matches('\u{feff}');
    if line.chars().count() <= LINE_CHARS_MAX {
        return line.to_owned();
    }
    line.chars().take(LINE_CHARS_MAX).chain(['…']).collect()
}
