//! A calibration as text for a terminal.

use super::{Calibration, FittedWeight, Told};
use crate::document::Language;

impl Calibration {
    /// The weights as the survey has them, how good the fit is, and what it cannot tell.
    pub fn text(&self, language: Language) -> String {
        let (answers, explained) = (self.answers, 100.0 * self.explained.max(0.0));
        let (left, nothing) = (self.left_steps, self.nothing_done_min);
        let mut lines = vec![match language {
            Language::English => format!(
                "{answers} answers. The fit explains {explained:.0} % of how they vary; an answer is \
                 off by {left:.1} steps. Those to whom nothing was done feel {nothing:.2} min."
            ),
            Language::Chinese => format!(
                "共 {answers} 份回答。拟合解释了其变化的 {explained:.0} %；单份回答的偏差约 {left:.1} 分。\
                 未受任何管理的人感受为 {nothing:.2} 分钟。"
            ),
        }];
        lines.extend(self.weights.iter().map(|weight| row(weight, language)));
        lines.push(
            language
                .pick(
                    "Put what is told into a copy of assets/felt.ron, and name it with --felt.",
                    "把可信的数值写进 assets/felt.ron 的副本，并用 --felt 指定它。",
                )
                .to_owned(),
        );
        lines.join("\n")
    }
}

fn row(weight: &FittedWeight, language: Language) -> String {
    let figures = match (weight.fitted, weight.interval) {
        (Some(fitted), Some([low, high])) => format!("{fitted:.2} ({low:.2} … {high:.2})"),
        _ => "–".to_owned(),
    };
    let (own, file) = (language.pick("now", "现为"), weight.file);
    let told = match weight.told {
        Told::Yes => language.pick("told", "可信"),
        Told::NotApartFromNothing => language.pick("may be nothing", "可能为零"),
        Told::WithOthers => language.pick("went up and down with others", "与其他项同增同减"),
        Told::NoVariation => language.pick("the same for everybody", "人人相同"),
        Told::NotAsked => language.pick("not asked", "未询问"),
    };
    format!("  {:<26}{figures:>22}   {own} {file}   {told}", weight.id)
}
