//! Non-negative least squares of the answers on what was done.

use super::{AMOUNTS, Answered, Survey};
use crate::assess::FeltWeights;
use crate::document::{Place, Problems};
use serde::Serialize;
use std::path::Path;

/// Columns of the fit: the amounts, and what those answer to whom nothing was done.
const COLUMNS: usize = AMOUNTS.len() + 1;
/// The last of them.
const NOTHING_DONE: usize = AMOUNTS.len();
/// Highest answer that is taken as it is: 10 would be beyond all bounds.
const HIGHEST: f64 = 9.5;
/// Answers for each figure that is fitted, at least [a].
const ANSWERS_A_FIGURE: usize = 5;
/// How many times wider than without the others an interval may be, squared (variance inflation):
/// beyond, an amount went up and down with others [m].
const MOST_INFLATION: f64 = 10.0;
/// Half the width of a 95 % interval, in standard errors.
const HALF_WIDTH: f64 = 1.96;

/// What a survey says of a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The interval is above 0.
    Yes,
    /// The interval holds 0: it may be nothing.
    NotApartFromNothing,
    /// It went up and down with others.
    WithOthers,
    /// It was the same for everybody.
    NoVariation,
    /// The survey does not have it.
    NotAsked,
}

/// A weight as the survey has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FittedWeight {
    /// Its name in the file of weights.
    pub id: String,
    /// The column of the survey that it was fitted on.
    pub column: String,
    /// In the file.
    pub file: f64,
    /// Fitted; `None` where the survey cannot tell.
    pub fitted: Option<f64>,
    /// Ends of its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// What the survey says of it.
    pub told: Told,
}

/// The weights as a survey has them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Answers that it rests on.
    pub answers: usize,
    /// One a [`AMOUNTS`].
    pub weights: Vec<FittedWeight>,
    /// What those felt to whom nothing was done, minutes.
    pub nothing_done_min: f64,
    /// Share of the variation of the answers that the fit explains, at most 1.
    pub explained: f64,
    /// Standard deviation of what is left, steps of the scale at its lower end.
    pub left_steps: f64,
}

/// Fits the weights; free seconds of detours and the factors of segments are those of `weights`.
///
/// # Errors
/// Where there are too few answers, or nothing in them varies. `path` is for the messages.
pub fn calibrate(
    path: &Path,
    survey: &Survey,
    weights: &FeltWeights,
) -> Result<Calibration, Problems> {
    let answers = &survey.answers;
    let varies = |of: &dyn Fn(&Answered) -> f64| {
        answers.first().is_some_and(|first| answers.iter().any(|a| of(a) != of(first)))
    };
    let refuse = |what: String, hint: &str| Problems::one(Place::file(path), what, Some(hint));
    if !varies(&|answer| answer.felt) {
        let hint = "a survey of which every answer is the same says nothing of what changes it";
        return Err(refuse("the answers do not vary".to_owned(), hint));
    }
    let varying: Vec<usize> =
        (0..AMOUNTS.len()).filter(|k| varies(&|answer| answer.amounts[*k])).collect();
    if varying.is_empty() {
        let hint = "ask what was done to each visitor: held_min, detour_min, orders, …";
        return Err(refuse("nothing that was done varies".to_owned(), hint));
    }
    let least = ANSWERS_A_FIGURE * (varying.len() + 1);
    if answers.len() < least {
        let what = format!("{} answers for {} weights", answers.len(), varying.len());
        return Err(refuse(what, &format!("{least} answers are needed at least")));
    }
    let columns: Vec<usize> = varying.iter().copied().chain([NOTHING_DONE]).collect();
    let rows: Vec<Row> = answers.iter().map(|answer| Row::of(answer, weights)).collect();
    let system = System::of(&rows, &columns);
    let found = system.solve();
    let inverse = system.inverse();
    let left = |row: &Row| row.left(&columns, &found);
    let left_sum: f64 = rows.iter().map(|row| left(row).powi(2)).sum();
    let variance = left_sum / (rows.len() - columns.len()) as f64;
    let weight_sum: f64 = rows.iter().map(|row| row.weight.powi(2)).sum();
    let mean = rows.iter().map(|r| r.felt_min * r.weight.powi(2)).sum::<f64>() / weight_sum;
    let all_sum: f64 = rows.iter().map(|r| ((r.felt_min - mean) * r.weight).powi(2)).sum();
    let fitted = |amount: usize| {
        let file = file_weight(weights, amount);
        let (id, column) = (AMOUNTS[amount].weight.to_owned(), AMOUNTS[amount].column.to_owned());
        let Some(at) = columns.iter().position(|column| *column == amount) else {
            let told = if survey.has[amount] { Told::NoVariation } else { Told::NotAsked };
            return FittedWeight { id, column, file, fitted: None, interval: None, told };
        };
        let diagonal = inverse.as_ref().map(|inverse| inverse[at][at]);
        let inflation = diagonal.map(|inverse| inverse * system.squares[at][at]);
        let Some(diagonal) = diagonal.filter(|_| inflation.is_some_and(|i| i <= MOST_INFLATION))
        else {
            let told = Told::WithOthers;
            return FittedWeight { id, column, file, fitted: None, interval: None, told };
        };
        let half = HALF_WIDTH * (variance * diagonal).sqrt();
        let interval = [(found[at] - half).max(0.0), found[at] + half];
        let told = if interval[0] > 0.0 { Told::Yes } else { Told::NotApartFromNothing };
        FittedWeight { id, column, file, fitted: Some(found[at]), interval: Some(interval), told }
    };
    Ok(Calibration {
        answers: answers.len(),
        weights: (0..AMOUNTS.len()).map(fitted).collect(),
        nothing_done_min: found.last().copied().unwrap_or(0.0),
        explained: if all_sum > 0.0 { 1.0 - left_sum / all_sum } else { 0.0 },
        // At the lower end a step of the scale is a minute.
        left_steps: variance.sqrt(),
    })
}

/// What the file says of the weight of an amount.
fn file_weight(weights: &FeltWeights, amount: usize) -> f64 {
    [
        weights.held_per_min,
        weights.detour_per_min,
        weights.turn_back_min,
        weights.order_min,
        weights.advice_min,
        weights.sign_min,
        weights.barriers_per_min,
        weights.uniform_per_min,
        weights.confined_per_min,
        weights.denied_min,
    ][amount]
}

/// One answer as the fit takes it.
struct Row {
    /// What each weight is multiplied by.
    columns: [f64; COLUMNS],
    /// The answer, minutes.
    felt_min: f64,
    /// How much it counts: the root of its weight.
    weight: f64,
}

impl Row {
    fn of(answer: &Answered, weights: &FeltWeights) -> Self {
        let factors = weights.of_segment(&answer.segment);
        let [held, detour, turn_backs, orders, advices, rest @ ..] = answer.amounts;
        let detour = (detour - weights.detour_free_s / 60.0).max(0.0);
        let [signs, barriers, uniform, confined, denied] = rest;
        let columns = [
            factors.held * held,
            factors.detour * detour,
            factors.detour * turn_backs,
            orders.sqrt(),
            advices.sqrt(),
            signs,
            barriers,
            uniform,
            confined,
            denied,
            1.0,
        ];
        let share = 1.0 - answer.felt.min(HIGHEST) / 10.0;
        Self { columns, felt_min: -10.0 * share.ln(), weight: share }
    }

    /// What is left of the answer, times its weight.
    fn left(&self, columns: &[usize], found: &[f64]) -> f64 {
        let sum: f64 = columns.iter().zip(found).map(|(k, w)| self.columns[*k] * w).sum();
        (self.felt_min - sum) * self.weight
    }
}

/// The normal equations.
struct System {
    squares: Vec<Vec<f64>>,
    right: Vec<f64>,
}

impl System {
    fn of(rows: &[Row], columns: &[usize]) -> Self {
        let sum = |of: &dyn Fn(&Row) -> f64| -> f64 {
            rows.iter().map(|row| of(row) * row.weight.powi(2)).sum()
        };
        let with_all = |a: usize| -> Vec<f64> {
            columns.iter().map(|b| sum(&|row| row.columns[a] * row.columns[*b])).collect()
        };
        Self {
            squares: columns.iter().map(|a| with_all(*a)).collect(),
            right: columns.iter().map(|a| sum(&|row| row.columns[*a] * row.felt_min)).collect(),
        }
    }

    /// The non-negative solution, by going down along one column after the other until none moves.
    fn solve(&self) -> Vec<f64> {
        let mut found = vec![0.0; self.right.len()];
        for _ in 0..100_000 {
            let mut moved = 0.0_f64;
            for k in 0..found.len() {
                let taken: f64 = self.squares[k].iter().zip(&found).map(|(a, x)| a * x).sum();
                let size = self.squares[k][k].max(f64::MIN_POSITIVE);
                let next = (found[k] + (self.right[k] - taken) / size).max(0.0);
                moved = moved.max((next - found[k]).abs());
                found[k] = next;
            }
            if moved < 1e-12 {
                break;
            }
        }
        found
    }

    /// The inverse of the squares (Gauss and Jordan, with pivots); `None` where a column is made
    /// of others.
    fn inverse(&self) -> Option<Vec<Vec<f64>>> {
        let count = self.right.len();
        let mut rows: Vec<Vec<f64>> = self.squares.clone();
        for (k, row) in rows.iter_mut().enumerate() {
            row.extend((0..count).map(|j| if j == k { 1.0 } else { 0.0 }));
        }
        for k in 0..count {
            let pivot =
                (k..count).max_by(|a, b| rows[*a][k].abs().total_cmp(&rows[*b][k].abs()))?;
            rows.swap(k, pivot);
            let size = rows[k][k];
            if size.abs() <= 1e-9 * self.squares[k][k].abs() {
                return None;
            }
            rows[k].iter_mut().for_each(|cell| *cell /= size);
            let lead = rows[k].clone();
            for (_, row) in rows.iter_mut().enumerate().filter(|(j, _)| *j != k) {
                let times = row[k];
                row.iter_mut().zip(&lead).for_each(|(cell, lead)| *cell -= times * lead);
            }
        }
        Some(rows.into_iter().map(|row| row[count..].to_vec()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::read_weights;
    use crate::survey::read_from_text;
    use std::fmt::Write;

    /// Draws between 0 and 1, the same every time.
    struct Draws(u64);

    impl Draws {
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 40) as f64 / (1_u64 << 24) as f64
        }
    }

    /// A survey of so many who answer by these weights of being held, detours and orders, each
    /// answer off by up to `off` steps either way.
    fn answers(count: usize, [held, detour, order]: [f64; 3], off: f64) -> String {
        let mut text = String::from("segment,felt,held_min,detour_min,orders,signs\n");
        let mut draws = Draws(7);
        for _ in 0..count {
            let held_min = (3.0 * draws.next() - 1.0).max(0.0);
            let detour_min = (4.0 * draws.next() - 1.0).max(0.0);
            let orders = (4.0 * draws.next()).floor();
            let felt_min = held * held_min
                + detour * (detour_min - 20.0 / 60.0).max(0.0)
                + order * orders.sqrt();
            let step = 10.0 * (1.0 - (-felt_min / 10.0).exp()) + off * (2.0 * draws.next() - 1.0);
            let felt = step.clamp(0.0, 10.0);
            let _ = writeln!(text, "adult_alone,{felt},{held_min},{detour_min},{orders},0");
        }
        text
    }

    fn fit(text: &str) -> Result<Calibration, String> {
        let path = Path::new("survey.csv");
        let weights = read_weights(None).expect("good").weights;
        let survey = read_from_text(path, text).map_err(|p| p.to_string())?;
        calibrate(path, &survey, &weights).map_err(|p| p.to_string())
    }

    #[test]
    fn the_weights_by_which_people_answered_are_found_again() {
        let exact = fit(&answers(200, [2.5, 1.2, 0.7], 0.0)).expect("fits");
        for (index, expected) in [(0, 2.5), (1, 1.2), (3, 0.7)] {
            let fitted = exact.weights[index].fitted.expect("is told");
            assert!((fitted - expected).abs() < 1e-6, "{}: {fitted}", exact.weights[index].id);
        }
        assert!(exact.explained > 0.999_999 && exact.nothing_done_min < 1e-6);

        let rough = fit(&answers(400, [2.5, 1.2, 0.7], 1.0)).expect("fits");
        for (index, expected) in [(0, 2.5), (1, 1.2), (3, 0.7)] {
            let weight = &rough.weights[index];
            let [low, high] = weight.interval.expect("is told");
            // Answers end at 0, which lifts those of them who feel little: a little beyond.
            let slack = 0.1 * expected;
            assert!(low - slack <= expected && expected <= high + slack, "{weight:?}");
            assert_eq!(weight.told, Told::Yes);
        }
        assert!(rough.explained < exact.explained && rough.left_steps > 0.3, "{rough:?}");
    }

    #[test]
    fn what_the_answers_cannot_tell_is_said() {
        let told = fit(&answers(200, [2.5, 1.2, 0.7], 0.5)).expect("fits");
        let of = |id: &str| told.weights.iter().find(|w| w.id == id).expect("is there").told;
        assert_eq!(of("instructed.sign_min"), Told::NoVariation);
        assert_eq!(of("denied_min"), Told::NotAsked);
        // Whoever was held was in a pen as long.
        let both = answers(200, [2.5, 1.2, 0.7], 0.5);
        let mut lines = both.lines().map(str::to_owned);
        let mut text = lines.next().expect("headings") + ",confined_min\n";
        for line in lines {
            let held = line.split(',').nth(2).expect("held").to_owned();
            let _ = writeln!(text, "{line},{held}");
        }
        let told = fit(&text).expect("fits");
        let of = |id: &str| told.weights.iter().find(|w| w.id == id).expect("is there");
        assert_eq!(of("confined_per_min").told, Told::WithOthers);
        assert_eq!(of("held.per_min").fitted, None);
    }

    #[test]
    fn a_survey_that_says_nothing_is_refused() {
        let refused = |text: &str| fit(text).expect_err("refused");
        let same = "felt,orders\n".to_owned() + &"3,1\n3,2\n".repeat(20);
        assert!(refused(&same).contains("the answers do not vary"));
        let idle = "felt,orders\n".to_owned() + &"3,1\n2,1\n".repeat(20);
        assert!(refused(&idle).contains("nothing that was done varies"));
        assert!(refused("felt,orders\n3,1\n2,0\n").contains("2 answers for 1 weights"));
        assert!(refused("felt,orders\n").contains("the answers do not vary"));
    }

    #[test]
    fn no_weight_is_below_nothing() {
        // Orders that please.
        let mut text = String::from("felt,orders\n");
        for k in 0..40 {
            let _ = writeln!(text, "{},{}", 5 - k % 4, k % 4);
        }
        let told = fit(&text).expect("fits");
        assert_eq!(told.weights[3].fitted, Some(0.0));
        assert_eq!(told.weights[3].told, Told::NotApartFromNothing);
        assert!(told.nothing_done_min > 3.0, "{told:?}");
    }
}
