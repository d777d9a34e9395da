//! The rules of the app, as what happens and what is then asked for.

use std::sync::Arc;

use super::*;
use crate::app::model::remembered;
use crate::archive::{Facet, FacetValue, List, Marks, Neighbours, Pager};
use crate::domain::article;
use crate::domain::query::Dimension;
use crate::domain::taxonomy::tests::site;
use crate::site::page::Search;

fn startup() -> Startup {
    site().phrases.startup
}

/// A site under `/base`, opened at an address, whose page has come and is on screen.
fn on(address: &str) -> Model {
    let (mut model, _) = Model::begin(Base("/base".into()), startup(), address.into(), None, false);
    answer(&mut model);
    stand(&mut model);
    model
}

/// What the archive would answer for the address that is asked for.
fn content(address: &str) -> Content {
    match Route::parse(address) {
        Route::List { query, .. } if query.words.is_empty() => {
            let (headlines, pager) = (Vec::new(), Pager::default());
            let facets = vec![regions(&query)];
            let list = List { query: *query, total: Some(7), headlines, facets, pager };
            Content::from(list)
        }
        Route::List { query, .. } => search(*query, Route::list),
        Route::Search(query) => search(*query, Route::search),
        Route::Article(id) => {
            let text = format!(
                r#"{{"id":"{}","title":"题","published":"2022-05-19","source":"s",
                "section":"policy","kind":"text","body":["段"]}}"#,
                id.as_str()
            );
            let article = article::read_text(&text).article.expect("it is valid");
            Content::from(Arc::new(article))
        }
        _ => Content::About,
    }
}

/// Twenty provinces.
fn regions(query: &Query) -> Facet {
    let value = |number: u32| {
        let id = format!("region-{number}");
        FacetValue {
            name: id.clone(),
            count: Some(1),
            chosen: query.has(Dimension::Region, &id),
            route: Route::list(query.clone().toggled(Dimension::Region, &id)),
            within: Vec::new(),
            id,
        }
    };
    Facet { dimension: Dimension::Region, values: (1..=20).map(value).collect() }
}

fn search(query: Query, here: fn(Query) -> Route) -> Content {
    let (years, recent) = (Vec::new(), Vec::new());
    Content::Search(Box::new(Search { query, here, years, recent, answer: None, narrowing: false }))
}

fn arrived(model: &Model, outcome: Outcome, was_printed: bool) -> Msg {
    Msg::Arrived { request: model.request, site: Some(Arc::new(site())), outcome, was_printed }
}

/// The page that was asked for comes.
fn answer(model: &mut Model) -> Vec<Effect> {
    let (route, content) = (Route::parse(&model.address), content(&model.address));
    let page = Page { site: Arc::new(site()), route, content };
    let msg = arrived(model, Outcome::Page(Box::new(page)), false);
    model.update(msg)
}

fn fail(model: &mut Model, failure: Failure) -> Vec<Effect> {
    let msg = arrived(model, Outcome::Failure(failure), false);
    model.update(msg)
}

/// What has come is shown.
fn stand(model: &mut Model) -> Vec<Effect> {
    model.update(Msg::Painted { request: model.request })
}

fn click(model: &mut Model, address: &str) -> Vec<Effect> {
    click_as(model, address, |_| {})
}

fn click_as(model: &mut Model, address: &str, mark: impl FnOnce(&mut Click)) -> Vec<Effect> {
    let (href, address) = (format!("/base{address}"), address.into());
    let (is_filter, is_neighbour, expanded) = (false, false, None);
    let mut click = Click { href, address, is_filter, is_neighbour, expanded };
    mark(&mut click);
    model.update(Msg::Clicked(click))
}

fn travel(model: &mut Model, address: &str, origin: Option<&str>) -> Vec<Effect> {
    let origin = origin.map(str::to_owned);
    model.update(Msg::Travelled { address: address.into(), origin })
}

/// Types words, which stand until they are searched for.
fn type_words(model: &mut Model, words: &str) -> Vec<Effect> {
    model.update(Msg::Typed(words.into()));
    model.update(Msg::TypingPaused { typed: model.typed, words: words.into() })
}

fn push(address: &str, origin: Option<&str>) -> Effect {
    let href = format!("/base{address}");
    Effect::PushEntry { href, origin: origin.map(str::to_owned) }
}

fn replace(address: &str) -> Effect {
    Effect::ReplaceEntry { href: format!("/base{address}") }
}

/// The changes of the history that are asked for.
fn entries(effects: &[Effect]) -> Vec<Effect> {
    let is_entry =
        |effect: &&Effect| matches!(effect, Effect::PushEntry { .. } | Effect::ReplaceEntry { .. });
    effects.iter().filter(is_entry).cloned().collect()
}

/// What is to be done once the screen is drawn.
fn once_drawn(effects: &[Effect]) -> Vec<Effect> {
    let inner = |effect: &Effect| match effect {
        Effect::OnceDrawn(inner) => Some(inner.clone()),
        _ => None,
    };
    effects.iter().find_map(inner).unwrap_or_default()
}

fn fetches(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Fetch(Fetch::Page { .. })))
}

fn title_of(effect: &Effect) -> Option<&str> {
    match effect {
        Effect::SetHead { title, .. } => Some(title),
        _ => None,
    }
}

#[test]
fn an_address_is_asked_for_and_enters_the_history_once_it_is_shown() {
    let mut model = on("/");
    let effects = click(&mut model, "/policy/");
    assert!(fetches(&effects));
    assert_eq!(entries(&effects), []);
    assert_eq!(entries(&answer(&mut model)), []);
    let effects = stand(&mut model);
    assert_eq!(entries(&effects), [push("/policy/", None)]);
    assert!(effects.contains(&Effect::FollowPlace));
    assert_eq!(effects.iter().find_map(title_of), Some("政策法规 - 投促中国"));
    let at = |is: fn(&Effect) -> bool| effects.iter().position(is);
    let entry = at(|effect| matches!(effect, Effect::PushEntry { .. }));
    assert!(entry < at(|effect| title_of(effect).is_some()), "a title belongs to its own entry");
    assert_eq!(entries(&stand(&mut model)), [], "it is in the history");
}

#[test]
fn what_is_left_before_anything_of_it_came_is_in_no_entry() {
    let mut model = on("/");
    click(&mut model, "/policy/");
    let effects = click(&mut model, "/about/");
    assert_eq!(entries(&effects), []);
    answer(&mut model);
    assert_eq!(entries(&stand(&mut model)), [push("/about/", None)]);
}

#[test]
fn what_came_on_screen_is_in_the_history_however_soon_it_is_left() {
    let mut model = on("/");
    click(&mut model, "/policy/");
    answer(&mut model);
    assert_eq!(entries(&click(&mut model, "/about/")), [push("/policy/", None)]);
}

#[test]
fn an_answer_that_comes_too_late_is_dropped() {
    let mut model = on("/");
    click(&mut model, "/policy/");
    let page = Page { site: Arc::new(site()), route: Route::About, content: Content::About };
    let late = arrived(&model, Outcome::Page(Box::new(page)), false);
    let painted = Msg::Painted { request: model.request };
    click(&mut model, "/all/");
    model.take_change();
    assert_eq!(model.update(late), []);
    assert_eq!(model.update(painted), []);
    assert!(!model.take_change());
    assert!(model.screen().status.is_loading());
}

#[test]
fn what_has_not_changed_is_not_drawn_again() {
    let mut model = on("/policy/");
    model.take_change();
    model.update(Msg::Pointed { route: None, at_search: true });
    model.update(Msg::Typed("苏".into()));
    click(&mut model, "/all/");
    assert!(!model.take_change(), "what was on screen stays while another page is asked for");
    answer(&mut model);
    assert!(model.take_change());
    stand(&mut model);
    assert!(!model.take_change());
}

#[test]
fn a_filter_chosen_while_another_is_on_its_way_comes_beside_it() {
    let check = |from: &str, clicks: [&str; 2], slow: bool, asked: &str| {
        let mut model = on(from);
        for (number, address) in clicks.into_iter().enumerate() {
            let _ = click_as(&mut model, address, |click| click.is_filter = true);
            if slow && number == 0 {
                let _ = model.update(Msg::TookLong { request: model.request });
            }
        }
        assert_eq!(model.address(), asked, "{clicks:?}");
        answer(&mut model);
        let effects = stand(&mut model);
        let entered = effects.iter().any(|effect| {
            matches!(effect, Effect::PushEntry { href, .. } if *href == format!("/base{asked}"))
        });
        assert!(entered || clicks[0] == clicks[1], "{effects:?}");
    };
    for slow in [false, true] {
        check("/all/", ["/all/beijing/", "/all/all/photo/"], slow, "/all/beijing/photo/");
        check("/all/beijing/", ["/all/", "/all/beijing/photo/"], slow, "/all/all/photo/");
        check("/all/", ["/all/beijing/", "/all/beijing/"], slow, "/all/beijing/");
        check(
            "/search/?q=a",
            ["/search/?year=2020&q=a", "/search/?kind=photo&q=a"],
            slow,
            "/search/?kind=photo&year=2020&q=a",
        );
    }
    let mut model = on("/all/");
    let _ = click_as(&mut model, "/all/beijing/", |click| click.is_filter = true);
    let _ = click(&mut model, "/policy/");
    assert_eq!(model.address(), "/policy/", "a link of the navigation says it all");
}

#[test]
fn a_list_that_is_slow_to_change_is_dimmed_and_anything_else_gives_way_to_a_shape() {
    let check = |from: &str, to: &str, stays: bool| {
        let mut model = on(from);
        click(&mut model, to);
        assert!(matches!(model.screen().status, Status::Loading(Former::Page(_))));
        let effects = model.update(Msg::TookLong { request: model.request });
        assert_eq!(entries(&effects), [push(to, origin_of(from))], "{from} {to}");
        match &model.screen().status {
            Status::LoadingSlowly(content) => assert_eq!(content.is_some(), stays, "{from} {to}"),
            status => panic!("{status:?} is not slow"),
        }
        answer(&mut model);
        assert!(matches!(model.screen().status, Status::Loaded(_)));
        model.update(Msg::TookLong { request: model.request });
        assert!(matches!(model.screen().status, Status::Loaded(_)), "it has come");
    };
    fn origin_of(from: &str) -> Option<&str> {
        matches!(Route::parse(from), Route::List { .. } | Route::Search(_)).then_some(from)
    }
    check("/policy/", "/all/", true);
    check("/search/?q=a", "/search/?q=b", true);
    check("/policy/", "/about/", false);
    check("/about/", "/policy/", false);
}

#[test]
fn each_way_to_a_page_puts_scroll_and_focus_where_a_reader_expects_them() {
    let home = "/policy/";
    let after = |effects: &[Effect]| {
        let mut effects = once_drawn(effects);
        effects.retain(|effect| !matches!(effect, Effect::FillField { .. } | Effect::Fit));
        effects
    };
    let give_back = |same| Effect::GiveBack { same };

    let mut model = on(home);
    click(&mut model, "/all/");
    let effects = answer(&mut model);
    assert_eq!(after(&effects), [give_back(false), Effect::ScrollToTop, Effect::FocusHeading]);
    assert!(!effects.contains(&Effect::HoldFocus));

    let mut model = on(home);
    click_as(&mut model, "/policy/?year=2022", |click| click.is_filter = true);
    let effects = answer(&mut model);
    assert_eq!(effects.first(), Some(&Effect::HoldFocus));
    assert_eq!(after(&effects), [give_back(true), Effect::ShowResults]);

    let mut model = on(home);
    travel(&mut model, "/all/", None);
    let to_top = Effect::ReturnToPlace { with_focus: true, or: Box::new(Effect::ScrollToTop) };
    assert_eq!(after(&answer(&mut model)), [give_back(false), to_top]);

    let (mut model, _) = Model::begin(Base::default(), startup(), home.into(), None, false);
    let to_hash = Effect::ReturnToPlace { with_focus: false, or: Box::new(Effect::ScrollToHash) };
    assert_eq!(after(&answer(&mut model)), [give_back(false), to_hash]);

    let mut model = on(home);
    click(&mut model, "/all/");
    fail(&mut model, Failure::Offline);
    let effects = model.update(Msg::Acted(Action::Retry));
    assert!(effects.contains(&Effect::ForgetFailures) && fetches(&effects));
    assert_eq!(after(&answer(&mut model)), [give_back(false), Effect::FocusHeading]);

    let mut model = on("/search/?q=a");
    type_words(&mut model, "b");
    let effects = answer(&mut model);
    assert_eq!(once_drawn(&effects), [give_back(false), Effect::Fit], "the field is left alone");
}

#[test]
fn what_was_printed_stands_and_is_told_to_take_its_place() {
    let (mut model, effects) =
        Model::begin(Base::default(), startup(), "/policy/".into(), None, true);
    assert_eq!(effects, [Effect::FollowPlace]);
    assert!(matches!(model.screen().status, Status::Empty));
    click_as(&mut model, "/policy/?year=2022", |click| click.is_filter = true);
    let page = Page {
        site: Arc::new(site()),
        route: Route::parse("/policy/?year=2022"),
        content: content("/policy/?year=2022"),
    };
    let msg = arrived(&model, Outcome::Page(Box::new(page)), true);
    let effects = model.update(msg);
    // The status came with the page, and a screen reader tells only what changes in one that stood.
    let told = once_drawn(&effects).into_iter().find_map(|effect| match effect {
        Effect::Announce(text) => Some(text),
        _ => None,
    });
    assert_eq!(told.as_deref(), Some("共 7 篇"));
    model.update(Msg::Announced("共 7 篇".into()));
    assert_eq!(model.screen().announcement, "共 7 篇");
}

#[test]
fn what_was_printed_comes_back_with_its_own_head_where_nothing_else_can_be_had() {
    let (mut model, _) = Model::begin(Base::default(), startup(), "/".into(), None, true);
    click(&mut model, "/policy/");
    answer(&mut model);
    stand(&mut model);
    travel(&mut model, "/", None);
    let msg = arrived(&model, Outcome::Printed, false);
    model.update(msg);
    assert!(matches!(model.screen().status, Status::Empty));
    assert_eq!(stand(&mut model), [Effect::FollowPlace]);
}

#[test]
fn back_and_forward_leave_the_history_as_it_is_and_know_the_list_again() {
    let mut model = on("/policy/");
    click(&mut model, "/article/20220519-a/");
    let effects = travel(&mut model, "/article/20220518-b/", Some("/all/?year=2022"));
    assert!(fetches(&effects), "what was on its way is dropped, entry and all");
    answer(&mut model);
    assert_eq!(entries(&stand(&mut model)), []);
    assert_eq!(model.origin.as_deref(), Some("/all/?year=2022"));
}

#[test]
fn a_link_to_what_is_on_screen_is_an_entry_and_asks_for_nothing() {
    let mut model = on("/policy/");
    let effects = click(&mut model, "/policy/");
    assert!(!fetches(&effects));
    assert_eq!(entries(&effects), [push("/policy/", Some("/policy/"))]);
    assert!(effects.contains(&Effect::FollowPlace));
}

#[test]
fn an_old_address_becomes_the_one_that_stands_today_in_its_own_entry() {
    let today = Page {
        site: Arc::new(site()),
        route: Route::parse("/policy/"),
        content: content("/policy/"),
    };
    let check = |mut model: Model, expected: Effect| {
        let msg = arrived(&model, Outcome::Page(Box::new(today.clone())), false);
        model.update(msg);
        assert_eq!(entries(&stand(&mut model)), [expected]);
        assert_eq!(model.address(), "/policy/");
    };
    check(
        Model::begin(Base("/base".into()), startup(), "/rules/".into(), None, false).0,
        replace("/policy/"),
    );
    let mut followed = on("/");
    click(&mut followed, "/rules/");
    check(followed, push("/policy/", None));
}

#[test]
fn an_article_knows_the_list_it_was_reached_from_and_so_do_its_neighbours() {
    let mut model = on("/all/?year=2022");
    click(&mut model, "/article/20220519-a/");
    let effects = answer(&mut model);
    let origin = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Fetch(Fetch::Neighbours { origin, .. }) => Some(origin.clone()),
            _ => None,
        })
    };
    let from = Some("/all/?year=2022");
    assert_eq!(origin(&effects).flatten().as_deref(), from);
    assert_eq!(entries(&stand(&mut model)), [push("/article/20220519-a/", from)]);
    click_as(&mut model, "/article/20220518-b/", |click| click.is_neighbour = true);
    assert_eq!(origin(&answer(&mut model)).flatten().as_deref(), from);
    stand(&mut model);
    click(&mut model, "/article/20220517-c/");
    assert_eq!(origin(&answer(&mut model)), Some(None), "a link in a text leads out of the list");
}

#[test]
fn what_comes_to_an_article_is_shown_while_that_is_on_screen() {
    let mut model = on("/search/?q=泰州");
    let remembered = Effect::Remember("泰州".into());
    assert!(click(&mut model, "/article/20220519-a/").contains(&remembered));
    answer(&mut model);
    let id = ArticleId::parse("20220519-a").expect("it is valid");
    let neighbours = Some(Box::new(Neighbours { newer: None, older: None }));
    let found =
        |id: &ArticleId| Msg::NeighboursFound { id: id.clone(), neighbours: neighbours.clone() };
    let effects = model.update(found(&id));
    assert!(
        matches!(&effects[..], [Effect::Fetch(Fetch::Marks { query, .. })] if query.words == "泰州"),
        "{effects:?}"
    );
    model.update(Msg::MarksFound { id: id.clone(), marks: Some(Marks::default()) });
    let shown = |model: &Model| match model.screen().status.content() {
        Some(Content::Article(page)) => {
            (page.neighbours.is_some(), page.marks.is_some(), page.unmarked)
        }
        other => panic!("{other:?} is no article"),
    };
    assert_eq!(shown(&model), (true, true, false));
    model.update(Msg::Acted(Action::UnmarkWords));
    assert_eq!(shown(&model), (true, true, true));
    model.update(Msg::Acted(Action::MarkWords));
    assert_eq!(shown(&model), (true, true, false));
    click(&mut model, "/article/20220518-b/");
    answer(&mut model);
    model.take_change();
    assert_eq!(model.update(found(&id)), [], "another article is on screen");
    assert!(!model.take_change());
    assert_eq!(shown(&model), (false, false, false));
}

#[test]
fn words_are_searched_for_when_they_have_stood_and_a_draft_takes_the_place_of_the_one_before() {
    let mut model = on("/search/?q=a");
    model.update(Msg::Typed("苏".into()));
    let typed = model.typed;
    model.update(Msg::Typed("苏州".into()));
    assert_eq!(model.update(Msg::TypingPaused { typed, words: "苏".into() }), []);
    assert!(fetches(&type_words(&mut model, " 苏州 ")));
    answer(&mut model);
    assert_eq!(entries(&stand(&mut model)), [push(&address_of("苏州"), None)]);
    type_words(&mut model, "苏州工业");
    answer(&mut model);
    assert_eq!(entries(&stand(&mut model)), [replace(&address_of("苏州工业"))]);
    // What was found while it was typed is not searched for again when it is sent.
    let effects = model.update(Msg::Sent(" 苏州工业 ".into()));
    assert!(!fetches(&effects));
    assert!(effects.contains(&Effect::Remember("苏州工业".into())));
    // And then it stays.
    type_words(&mut model, "泰");
    answer(&mut model);
    assert_eq!(entries(&stand(&mut model)), [push(&address_of("泰"), None)]);
}

#[test]
fn a_draft_that_was_not_shown_yet_leaves_its_entry_to_the_next() {
    let mut model = on("/search/?q=a");
    type_words(&mut model, "苏");
    type_words(&mut model, "苏州");
    answer(&mut model);
    assert_eq!(entries(&stand(&mut model)), [push(&address_of("苏州"), None)]);
}

fn address_of(words: &str) -> String {
    Route::search(Query::default().saying(words)).href()
}

#[test]
fn words_are_searched_for_where_the_search_on_screen_searches() {
    let mut model = on("/policy/?q=a");
    type_words(&mut model, "b");
    assert_eq!(model.address(), "/policy/?q=b");
    let mut model = on("/policy/");
    assert_eq!(
        model.update(Msg::Typed("b".into())),
        [Effect::StartFinder],
        "no search is on screen"
    );
    model.update(Msg::Sent("b".into()));
    assert_eq!(model.address(), "/search/?q=b");
}

#[test]
fn the_field_says_what_was_searched_for_and_keeps_what_is_being_typed() {
    let field = |effects: &[Effect]| {
        once_drawn(effects).into_iter().find_map(|effect| match effect {
            Effect::FillField { words, with_focus } => Some((words, with_focus)),
            _ => None,
        })
    };
    let mut model = on("/");
    click(&mut model, "/search/?q=a");
    assert_eq!(field(&answer(&mut model)), Some(("a".into(), true)));
    click_as(&mut model, "/search/?q=a&year=2022", |click| click.is_filter = true);
    assert_eq!(field(&answer(&mut model)), Some(("a".into(), false)));
    travel(&mut model, "/", None);
    assert_eq!(field(&answer(&mut model)), Some((String::new(), true)));
}

#[test]
fn a_first_sign_of_the_reader_fetches_ahead_once_and_a_link_each_time() {
    let mut model = on("/article/20220519-a/");
    let id = |id: &str| ArticleId::parse(id).expect("it is valid");
    let sign = || Msg::Pointed { route: None, at_search: false };
    let around = Effect::Fetch(Fetch::Around { id: id("20220519-a"), origin: None });
    assert_eq!(model.update(sign()), [around]);
    assert_eq!(model.update(sign()), []);
    let route = Some(Route::Article(id("20220518-b")));
    let effects = model.update(Msg::Pointed { route, at_search: false });
    assert_eq!(effects, [Effect::Fetch(Fetch::Article(id("20220518-b")))]);
    let effects = model.update(Msg::Pointed { route: None, at_search: true });
    assert_eq!(effects, [Effect::StartFinder]);
}

#[test]
fn a_failure_is_told_and_asked_again_as_it_can_be_mended() {
    let mut model = on("/");
    click(&mut model, "/policy/");
    fail(&mut model, Failure::Offline);
    assert_eq!(model.screen().announcement, failure_title(&Failure::Offline, &startup()));
    assert!(fetches(&model.update(Msg::CameOnline)));
    fail(&mut model, Failure::TooNew);
    assert_eq!(model.update(Msg::CameOnline), []);
    assert_eq!(model.update(Msg::Acted(Action::Retry)), [Effect::Reload]);
}

#[test]
fn what_the_reader_opened_of_a_page_stays_open_while_that_changes() {
    let mut model = on("/search/?q=a");
    model.update(Msg::Acted(Action::NarrowSearch));
    type_words(&mut model, "b");
    answer(&mut model);
    assert!(
        matches!(model.screen().status.content(), Some(Content::Search(page)) if page.narrowing)
    );
    click(&mut model, "/about/");
    answer(&mut model);
    model.take_change();
    model.update(Msg::Acted(Action::NarrowSearch));
    assert!(!model.take_change(), "there is no search to narrow");
}

/// Whether the provinces beyond the first ones are drawn, and whether they are opened unasked.
fn provinces(model: &Model) -> (bool, bool) {
    match model.screen().status.content() {
        Some(Content::List(page)) => {
            (page.expanded.is_whole(Dimension::Region), page.expanded.is_open(Dimension::Region))
        }
        other => panic!("{other:?} is no list"),
    }
}

#[test]
fn all_values_of_a_facet_are_drawn_once_the_reader_asks_for_them_or_has_chosen_one_of_them() {
    let mut model = on("/all/");
    assert_eq!(provinces(&model), (false, false));
    model.update(Msg::Acted(Action::Expand(Dimension::Region)));
    assert!(model.take_change());
    assert_eq!(provinces(&model), (true, false), "the reader has opened them");
    click_as(&mut model, "/all/region-3/", |click| click.is_filter = true);
    answer(&mut model);
    assert_eq!(provinces(&model), (true, false), "they stay as they are");

    assert_eq!(provinces(&on("/all/region-3/")), (false, false), "it is among the first");
    let mut model = on("/all/region-17/");
    assert_eq!(provinces(&model), (true, true));
    click_as(&mut model, "/all/", |click| click.is_filter = true);
    answer(&mut model);
    assert_eq!(provinces(&model), (true, true), "they do not close under the reader");

    // On a printed page they open without the app.
    let (mut model, _) = Model::begin(Base::default(), startup(), "/all/".into(), None, true);
    assert_eq!(model.update(Msg::Acted(Action::Expand(Dimension::Region))), []);
    click_as(&mut model, "/all/region-1/", |click| click.expanded = Some(Dimension::Region));
    answer(&mut model);
    assert_eq!(provinces(&model), (true, true));
}

#[test]
fn searches_are_forgotten_at_once() {
    let mut model = on("/search/");
    let effects = model.update(Msg::Acted(Action::ForgetSearches));
    assert_eq!(effects.first(), Some(&Effect::ForgetSearches));
    assert!(fetches(&effects));
}

#[test]
fn the_newest_searches_are_kept_each_once() {
    let kept = remembered(vec!["b".into(), "a".into()], "a");
    assert_eq!(kept, ["a", "b"]);
    let many = (0..20).fold(Vec::new(), |kept, at| remembered(kept, &at.to_string()));
    assert_eq!(many.len(), 8);
    assert_eq!(many.first().map(String::as_str), Some("19"));
}
