// Lines of constant width on the screen, with soft edges. A vertex carries its place and its side
// (-1, 1), and as its normal the way across the line.
#import bevy_sprite::mesh2d_view_bindings::view

struct Look {
    // Red, green, blue (linear), opacity.
    color: vec4<f32>,
    // Half the width, pixels; metres a pixel.
    half_px: f32,
    metres_per_pixel: f32,
    spare: vec2<f32>,
}

@group(2) @binding(0) var<uniform> look: Look;

// Above the areas and below the density: depth is tested.
const HEIGHT: f32 = 1.0;

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) across_px: f32,
}

@vertex
fn vertex(@location(0) at: vec3<f32>, @location(1) normal: vec3<f32>) -> Out {
    var out: Out;
    let reach_px = look.half_px + 1.0;
    let p = at.xy + normal.xy * at.z * reach_px * look.metres_per_pixel;
    out.clip = view.clip_from_world * vec4(p, HEIGHT, 1.0);
    out.across_px = at.z * reach_px;
    return out;
}

@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    let cover = clamp(look.half_px + 0.5 - abs(in.across_px), 0.0, 1.0);
    return vec4(look.color.rgb, look.color.a * cover);
}
