//! Dialogs for files and folders, in the language of the window and with signs that its font has.

use crate::app::look::Look;
use bevy_egui::egui::{Align2, Vec2};
use egui_file_dialog::{FileDialog, FileDialogConfig, FileDialogKeyBindings, FileDialogLabels};

/// A dialog; what it asks for is said by who opens it.
pub fn dialog(look: &Look) -> FileDialog {
    let sign = |sign: &str| sign.to_owned();
    FileDialog::with_config(FileDialogConfig {
        labels: labels(look),
        err_icon: sign("!"),
        warn_icon: sign("!"),
        default_file_icon: sign("□"),
        default_folder_icon: sign("■"),
        pinned_icon: sign("★"),
        device_icon: sign("●"),
        removable_device_icon: sign("○"),
        parent_directory_icon: sign("↑"),
        back_icon: sign("←"),
        forward_icon: sign("→"),
        menu_icon: sign("▼"),
        search_icon: String::new(),
        // The field for a path is black in both themes, whatever the letters' colour.
        show_path_edit_button: false,
        keybindings: FileDialogKeyBindings {
            edit_path: Vec::new(),
            home_edit_path: Vec::new(),
            ..FileDialogKeyBindings::default()
        },
        ..FileDialogConfig::default()
    })
    .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
    .show_search(false)
}

fn labels(look: &Look) -> FileDialogLabels {
    FileDialogLabels {
        title_select_directory: look.say("files-choose-folder"),
        title_select_file: look.say("files-choose-file"),
        title_select_multiple: look.say("files-choose-several"),
        title_save_file: look.say("files-save-as"),
        cancel: look.say("files-cancel"),
        overwrite: look.say("files-overwrite"),
        reload: look.say("files-reload"),
        working_directory: look.say("files-working-folder"),
        select_all: look.say("files-all"),
        show_hidden: look.say("files-hidden"),
        show_system_files: look.say("files-of-system"),
        heading_pinned: look.say("files-pinned"),
        heading_places: look.say("files-places"),
        heading_devices: look.say("files-devices"),
        heading_removable_devices: look.say("files-removable"),
        home_dir: look.say("files-home"),
        desktop_dir: look.say("files-desktop"),
        documents_dir: look.say("files-documents"),
        downloads_dir: look.say("files-downloads"),
        audio_dir: look.say("files-music"),
        pictures_dir: look.say("files-pictures"),
        videos_dir: look.say("files-films"),
        pin_folder: look.say("files-pin"),
        unpin_folder: look.say("files-unpin"),
        rename_pinned_folder: look.say("files-rename"),
        selected_directory: look.say("files-chosen-folder"),
        selected_file: look.say("files-chosen-file"),
        selected_items: look.say("files-chosen-several"),
        file_name: look.say("files-name"),
        file_filter_all_files: look.say("files-every-kind"),
        save_extension_any: look.say("files-any-ending"),
        open_button: look.say("files-take"),
        save_button: look.say("files-save"),
        cancel_button: look.say("files-cancel"),
        overwrite_file_modal_text: look.say("files-is-there"),
        err_empty_folder_name: look.say("files-folder-without-name"),
        err_empty_file_name: look.say("files-file-without-name"),
        err_directory_exists: look.say("files-folder-is-there"),
        err_file_exists: look.say("files-file-is-there"),
    }
}
