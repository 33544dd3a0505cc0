//! Long columns of numbers in binary documents: one run of bytes, little end first.
//!
//! Element by element a serializer takes longer over a column than the disk does. Use as
//! `#[serde(with = "crate::document::raw")]`.

use glam::Vec2;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// Something that takes the same number of bytes, whatever it is.
pub trait Raw: Copy {
    /// Bytes that it takes.
    const BYTES: usize;

    /// Appends its bytes.
    fn put(self, bytes: &mut Vec<u8>);

    /// Reads it from exactly [`Raw::BYTES`] bytes; `None` where they are none of it.
    fn get(bytes: &[u8]) -> Option<Self>;
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl Raw for $kind {
            const BYTES: usize = size_of::<$kind>();

            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            fn get(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(<$kind>::from_le_bytes)
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, f32, f64);

impl Raw for bool {
    const BYTES: usize = 1;

    fn put(self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self));
    }

    fn get(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

impl Raw for Vec2 {
    const BYTES: usize = 8;

    fn put(self, bytes: &mut Vec<u8>) {
        self.x.put(bytes);
        self.y.put(bytes);
    }

    fn get(bytes: &[u8]) -> Option<Self> {
        let (x, y) = bytes.split_at_checked(4)?;
        Some(Self::new(f32::get(x)?, f32::get(y)?))
    }
}

/// Writes a column.
///
/// # Errors
/// Where the serializer fails.
pub fn serialize<T: Raw, S: Serializer>(
    column: &impl Deref<Target = [T]>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(column.len() * T::BYTES);
    column.iter().for_each(|item| item.put(&mut bytes));
    serializer.serialize_bytes(&bytes)
}

/// Reads a column. Takes no more memory than there are bytes.
///
/// # Errors
/// Where the bytes are no whole number of items, or not items of this kind.
pub fn deserialize<'de, C, T: Raw, D: Deserializer<'de>>(deserializer: D) -> Result<C, D::Error>
where
    C: FromIterator<T> + Deref<Target = [T]>,
{
    deserializer.deserialize_bytes(Bytes(PhantomData))
}

struct Bytes<C, T>(PhantomData<(C, T)>);

impl<C: FromIterator<T>, T: Raw> Visitor<'_> for Bytes<C, T> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "items of {} bytes", T::BYTES)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<C, E> {
        if !bytes.len().is_multiple_of(T::BYTES) {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        let items = bytes.chunks_exact(T::BYTES).map(T::get);
        items.collect::<Option<C>>().ok_or_else(|| E::custom("no such item"))
    }
}

/// One item, as `#[serde(with = "crate::document::raw::one")]`.
pub mod one {
    use super::Raw;
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    /// Writes an item.
    ///
    /// # Errors
    /// Where the serializer fails.
    pub fn serialize<T: Raw, S: Serializer>(item: &T, serializer: S) -> Result<S::Ok, S::Error> {
        super::serialize(&std::slice::from_ref(item), serializer)
    }

    /// Reads an item.
    ///
    /// # Errors
    /// Where there is another number of items than one.
    pub fn deserialize<'de, T: Raw, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let items: Vec<T> = super::deserialize(deserializer)?;
        match items[..] {
            [item] => Ok(item),
            _ => Err(D::Error::invalid_length(items.len(), &"one item")),
        }
    }
}
