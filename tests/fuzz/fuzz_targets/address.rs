//! Addresses: a route that leads somewhere is the route of its own address.
#![no_main]

use investchn::domain::route::Route;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|address: &str| {
    let route = Route::parse(address);
    if route != Route::Unknown {
        let href = route.href();
        assert!(href.starts_with('/') && href.is_ascii(), "{href}");
        assert_eq!(Route::parse(&href), route, "{href}");
    }
});
