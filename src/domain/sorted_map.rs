//! Values by name.

/// Values by name, in the order of their names: there are some thousands at most, and a tree weighs more
/// in the browser.
#[derive(Clone, Debug, PartialEq)]
pub struct SortedMap<V>(Vec<(String, V)>);

impl<V> Default for SortedMap<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> SortedMap<V> {
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| own.as_str().cmp(name))
    }

    pub fn get(&self, name: &str) -> Option<&V> {
        self.0.get(self.place(name).ok()?).map(|(_, value)| value)
    }

    pub fn remove(&mut self, name: &str) {
        if let Ok(at) = self.place(name) {
            self.0.remove(at);
        }
    }

    /// Puts a value in the place of what the name had, if anything.
    pub fn insert(&mut self, name: &str, value: V) {
        self.remove(name);
        if let Err(at) = self.place(name) {
            self.0.insert(at, (name.to_owned(), value));
        }
    }

    pub fn retain(&mut self, mut stays: impl FnMut(&V) -> bool) {
        self.0.retain(|(_, value)| stays(value));
    }

    pub fn iter(&self) -> impl Iterator<Item = &(String, V)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_value_that_it_was_given_last() {
        let mut named = SortedMap::default();
        for (name, value) in [("泰州", 1), ("", 2), ("苏州", 3), ("泰州", 4)] {
            named.insert(name, value);
        }
        named.remove("苏州");
        named.remove("无");
        assert_eq!(
            [named.get("泰州"), named.get(""), named.get("苏州")],
            [Some(&4), Some(&2), None]
        );
        assert_eq!(named.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["", "泰州"]);
    }
}
