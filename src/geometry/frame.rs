//! The venue's local metric frame and its georeference.

use serde::{Deserialize, Serialize};

/// Mean Earth radius, metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// An equirectangular frame about an origin: x metres east, y metres north.
///
/// Holds for venues up to some kilometres (at 1 km from the origin and 48° north the error is
/// below 0.1 m). Local coordinates are rounded to a millimetre, so that they are the same
/// numbers on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Longitude of the origin, degrees east (WGS 84).
    pub lon_deg: f64,
    /// Latitude of the origin, degrees north (WGS 84).
    pub lat_deg: f64,
}

impl Frame {
    /// Local metres, rounded to a millimetre, of a longitude and latitude.
    pub fn to_local(&self, lon_deg: f64, lat_deg: f64) -> [f64; 2] {
        let (east, north) = self.metres_per_degree();
        let millimetres = |m: f64| (m * 1000.0).round() / 1000.0;
        [
            millimetres((lon_deg - self.lon_deg) * east),
            millimetres((lat_deg - self.lat_deg) * north),
        ]
    }

    /// Longitude and latitude in degrees, rounded to 10⁻⁹ (0.1 mm), of local metres.
    pub fn to_lon_lat(&self, x_m: f64, y_m: f64) -> [f64; 2] {
        let (east, north) = self.metres_per_degree();
        let round = |deg: f64| (deg * 1e9).round() / 1e9;
        [round(self.lon_deg + x_m / east), round(self.lat_deg + y_m / north)]
    }

    fn metres_per_degree(&self) -> (f64, f64) {
        let north = EARTH_RADIUS_M.to_radians();
        (north * self.lat_deg.to_radians().cos(), north)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_exact_to_a_millimetre() {
        let frame = Frame { lon_deg: 11.5755, lat_deg: 48.1371 };
        for (x, y) in [(0.0, 0.0), (123.456, -78.9), (-900.001, 1500.0)] {
            let [lon, lat] = frame.to_lon_lat(x, y);
            assert_eq!(frame.to_local(lon, lat), [x, y]);
        }
    }
}
