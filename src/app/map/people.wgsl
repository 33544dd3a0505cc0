// People: one draw for all of them. A vertex carries its corner (-1 to 1) and the number of the
// person, who is a row of the buffer.
#import bevy_sprite::mesh2d_view_bindings::view

struct Person {
    at: vec2<f32>,
    heading: f32,
    // Half a shoulder's width, metres.
    size: f32,
    // Red, green, blue, opacity, 8 bits each.
    color: u32,
    // 0 body with a nose, 1 square, 2 diamond, 3 ring.
    shape: u32,
    spare: vec2<f32>,
}

struct Look {
    people: f32,
    metres_per_pixel: f32,
    // Least half size on the screen, pixels.
    least_px: f32,
    spare: f32,
}

@group(2) @binding(0) var<storage, read> people: array<Person>;
@group(2) @binding(1) var<uniform> look: Look;

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) p: vec2<f32>,
    @location(1) @interpolate(flat) color: vec4<f32>,
    // Half a pixel, in units of the shape.
    @location(2) @interpolate(flat) soft: f32,
    @location(3) @interpolate(flat) shape: u32,
}

const ROOM: f32 = 1.35;
// Above the ground and the density: depth is tested.
const HEIGHT: f32 = 5.0;

@vertex
fn vertex(@location(0) corner: vec3<f32>) -> Out {
    var out: Out;
    let number = u32(corner.z);
    if number >= u32(look.people) {
        out.clip = vec4(2.0, 2.0, 2.0, 1.0);
        return out;
    }
    let person = people[number];
    let size = max(person.size, look.least_px * look.metres_per_pixel);
    let small = person.size < look.least_px * look.metres_per_pixel;
    let c = cos(person.heading);
    let s = sin(person.heading);
    let p = corner.xy * ROOM;
    let at = person.at + size * vec2(c * p.x - s * p.y, s * p.x + c * p.y);
    out.clip = view.clip_from_world * vec4(at, HEIGHT, 1.0);
    out.p = p;
    out.color = unpack4x8unorm(person.color);
    out.soft = 0.75 * look.metres_per_pixel / size;
    out.shape = select(person.shape, 9u, small);
    return out;
}

// Distance to the edge, inside negative; x ahead, y to the left.
fn distance_to(shape: u32, p: vec2<f32>) -> f32 {
    switch shape {
        case 1u: {
            let q = abs(p) - vec2(0.72, 0.72);
            return length(max(q, vec2(0.0))) + min(max(q.x, q.y), 0.0) - 0.16;
        }
        case 2u: { return (abs(p.x) + abs(p.y) - 1.15) * 0.7071; }
        case 3u: { return abs(length(p) - 0.72) - 0.26; }
        case 9u: { return length(p) - 1.0; }
        default: {
            // Shoulders across, and a nose that says where the person looks.
            let shoulders = (length(p / vec2(0.62, 1.0)) - 1.0) * 0.62;
            let nose = length(p - vec2(0.52, 0.0)) - 0.40;
            return min(shoulders, nose);
        }
    }
}

@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    let edge = distance_to(in.shape, in.p);
    let cover = 1.0 - smoothstep(-in.soft, in.soft, edge);
    if cover <= 0.0 { discard; }
    return vec4(pow(in.color.rgb, vec3(2.2)), in.color.a * cover);
}
