//! Handing over: report, sheets, picture, film, the plan as a file. The menu asks where to, the
//! work goes on beside the window.

use crate::app::desk::Desk;
use crate::app::event::Open;
use crate::app::look::Look;
use crate::app::{autosave, film, picture, tasks};
use crate::document::{Place, Problems};
use bevy_egui::egui::Ui;
use std::path::{Path, PathBuf};

/// What a file or folder is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A folder for the report.
    Report,
    /// A folder for the sheets.
    Sheets,
    /// A picture's file.
    Picture,
    /// The file of a film of so many minutes from here, or of everything.
    Film(Option<u32>),
    /// The plan's file.
    SavePlan,
}

/// The menu.
pub fn menu(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let mut wanted = None;
    let menu = ui.menu_button(format!("{} ▼", look.say("share-menu")), |ui| {
        for (key, purpose) in [
            ("share-report", Purpose::Report),
            ("share-sheets", Purpose::Sheets),
            ("share-picture", Purpose::Picture),
            ("share-film-here", Purpose::Film(Some(10))),
            ("share-film-all", Purpose::Film(None)),
            ("top-save-as", Purpose::SavePlan),
        ] {
            if ui.button(look.say(key)).clicked() {
                wanted = Some(purpose);
                ui.close();
            }
        }
    });
    menu.response.on_hover_text(look.say("share-menu-help"));
    if let Some(purpose) = wanted {
        ask(desk, look, purpose);
    }
}

/// Asks where to.
pub fn ask(desk: &mut Desk, look: &Look, purpose: Purpose) {
    let Some(open) = &desk.open else { return };
    let name = open.folder.file_name().map(|n| n.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let stem = super::top::plan_name(look, open.plan_file.as_deref()).replace(' ', "-");
    let (title, file) = match purpose {
        Purpose::Report => ("share-report", None),
        Purpose::Sheets => ("share-sheets", None),
        Purpose::Picture => ("share-picture", Some(format!("{name}-{stem}.png"))),
        Purpose::Film(_) => ("share-film-all", Some(format!("{name}-{stem}.gif"))),
        Purpose::SavePlan => ("top-save-as", Some("plan.ron".to_owned())),
    };
    let mut dialog = super::files::dialog(look).title(&look.say(title));
    let start = match purpose {
        Purpose::SavePlan => open.folder.join("plans"),
        _ => open.folder.clone(),
    };
    if start.is_dir() {
        dialog = dialog.initial_directory(start);
    }
    match file {
        Some(file) => {
            dialog = dialog.default_file_name(&file);
            dialog.save_file();
        }
        None => dialog.pick_directory(),
    }
    dialog.set_user_data(purpose);
    desk.start.dialog = Some(dialog);
}

/// Goes on once the place is known.
pub fn go_on(desk: &mut Desk, look: &Look, purpose: Purpose, path: PathBuf) {
    let Some(open) = &desk.open else { return };
    match purpose {
        Purpose::SavePlan => desk.save_plan_as(with_ending(path, "ron")),
        Purpose::Picture => picture::ask(desk, with_ending(path, "png")),
        Purpose::Film(minutes) => {
            let from_s = if minutes.is_some() { open.clock.at_s } else { 0.0 };
            let until_s = minutes.map_or(f64::INFINITY, |m| from_s + f64::from(m) * 60.0);
            film::begin(desk, with_ending(path, "gif"), [from_s, until_s]);
        }
        Purpose::Report | Purpose::Sheets => {
            let (outcome, prepared) = (open.main().outcome.clone(), open.main().prepared.clone());
            let (Some(prepared), Some(plan)) = (prepared, open.plan().cloned()) else { return };
            if purpose == Purpose::Sheets {
                let language = look.words.language;
                return tasks::sheets(&mut desk.tasks, plan, prepared, path, language);
            }
            match outcome {
                Some(outcome) => tasks::report(&mut desk.tasks, outcome, prepared, path),
                None => {
                    let text = look.say("inspect-nothing-yet");
                    desk.notice(crate::app::desk::Notice {
                        text: text.into(),
                        bad: false,
                        path: None,
                    });
                }
            }
        }
    }
}

fn with_ending(path: PathBuf, ending: &str) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension(ending) }
}

/// The plan that is edited as a file: its own where it is saved, else one of the work folder;
/// `None` for the plan without measures.
pub fn plan_as_file(open: &Open) -> Result<Option<PathBuf>, Problems> {
    let (Some(history), Some(hours)) = (&open.history, open.hours()) else { return Ok(None) };
    if history.plan().measures.is_empty() {
        return Ok(None);
    }
    if let (Some(file), false) = (&open.plan_file, history.is_changed_since_saved()) {
        return Ok(Some(file.clone()));
    }
    let path = open.work_folder().join("edited.ron");
    autosave::save(history.plan(), &path, &hours)?;
    Ok(Some(path))
}

/// Opens a file or folder with what the system has for it.
pub fn open_with_system(path: &Path) -> Result<(), Problems> {
    let program = match () {
        () if cfg!(target_os = "windows") => "explorer",
        () if cfg!(target_os = "macos") => "open",
        () => "xdg-open",
    };
    let begun = std::process::Command::new(program).arg(path).spawn();
    begun.map(drop).map_err(|e| {
        let what = (
            format!("cannot be opened with {program} ({e})"),
            format!("无法用 {program} 打开（{e}）"),
        );
        Problems::one(Place::file(path), what, ("open it by hand", "请手动打开"))
    })
}
