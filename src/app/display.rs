//! Whether there is a screen to open a window on, and something to draw with. Asked before the
//! window is made, so that who has neither reads what to do and not where the program stopped.

use super::words::Words;

/// What is missing, as the key of the text that says so.
///
/// # Errors
/// Where no window can be opened.
pub fn check() -> Result<(), &'static str> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    if cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
        return Err("start-no-display");
    }
    let without_display = wgpu::InstanceDescriptor::new_without_display_handle();
    let instance = wgpu::Instance::new(without_display);
    let adapters = bevy::tasks::block_on(instance.enumerate_adapters(wgpu::Backends::all()));
    if adapters.is_empty() {
        return Err("start-no-graphics");
    }
    let software = |a: &wgpu::Adapter| a.get_info().device_type == wgpu::DeviceType::Cpu;
    if adapters.iter().all(software) {
        let words = Words::new(super::settings::Settings::read().language);
        eprintln!("{}", words.say("start-software-graphics"));
    }
    Ok(())
}

/// Says in a sentence what winit and Bevy say in a panic: a library that is missing.
pub fn tell_panics(words: &Words) {
    let (no_library, no_window) = (words.say("start-no-library"), words.say("start-no-display"));
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let what = info.payload_as_str().unwrap_or_default();
        if what.contains("could not be loaded") || what.contains("Unable to find a GPU") {
            eprintln!("{no_library}\n({what})");
            std::process::exit(2);
        }
        if what.contains("Failed to build event loop") {
            eprintln!("{no_window}\n({what})");
            std::process::exit(2);
        }
        before(info);
    }));
}
