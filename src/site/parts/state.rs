//! What stands in place of a page that is not there: each failure with its name and a way on.

use leptos::prelude::*;

use super::{button, keyed, to};
use crate::archive::Failure;
use crate::domain::route::Route;
use crate::site::action::Action;

/// What a failure tells the reader.
struct Wording {
    title: &'static str,
    text: &'static str,
}

fn wording(failure: &Failure) -> Wording {
    let (title, text) = match failure {
        Failure::Missing => ("没有找到这个页面", "地址可能有误，或者内容已被移走。"),
        Failure::Offline | Failure::Foreign => {
            ("暂时无法连接", "服务器没有响应。请检查网络后重试；已打开的内容仍可阅读。")
        }
        Failure::Lost(_) => ("暂时无法显示", "网站缺少一个文件，可能正在更新。请稍后重试。"),
        Failure::Malformed(_) => ("内容无法读取", "内容加载不完整，请稍后重试，或先阅读其他内容。"),
        Failure::TooNew => ("网站已经更新", "请刷新页面后继续浏览。"),
    };
    Wording { title, text }
}

/// A failure in a few words, for the document's title.
pub fn failure_title(failure: &Failure) -> &'static str {
    wording(failure).title
}

/// A failure, what it means, and the ways on: to ask again, or to load the site anew.
#[component]
pub fn Failed(failure: Failure) -> impl IntoView {
    let Wording { title, text } = wording(&failure);
    let again = match failure {
        Failure::Missing => None,
        Failure::TooNew => Some("刷新页面"),
        Failure::Offline | Failure::Foreign | Failure::Lost(_) | Failure::Malformed(_) => {
            Some("重试")
        }
    };
    let place = match failure {
        Failure::Lost(place) | Failure::Malformed(place) => place,
        _ => String::new(),
    };
    let key = [title, &place].concat();
    let no_place = place.is_empty();
    let state = view! {
        <section class="state">
            <h1 tabindex="-1">{title}</h1>
            <p>{text}</p>
            <p class="state-place" hidden=no_place><code>{place}</code></p>
            <p class="state-ways">
                {again.map(|name| button(name, Action::Retry))}
                <a href=to(&Route::Home)>"返回首页"</a>
                <a href=to(&Route::list(Default::default()))>"全部新闻"</a>
                <a href=to(&Route::Zones)>"开发区名录"</a>
            </p>
        </section>
    };
    keyed(key, state)
}

/// The shape of a page that is slow to come.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div>
            <h1 class="visually-hidden" tabindex="-1">"正在加载"</h1>
            <div class="skeleton" role="progressbar" aria-label="正在加载">
                <span></span><span></span><span></span><span></span><span></span>
            </div>
        </div>
    }
    .into_any()
}
