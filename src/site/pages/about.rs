//! What the site is, and how to reach it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::route::Route;
use crate::domain::taxonomy::Site;
use crate::site::parts::{ContactBox, keyed, line, to};

pub(super) fn about(site: Arc<Site>) -> AnyView {
    let latin = match site.latin_name.as_str() {
        "" => String::new(),
        name => ["（", name, "）"].concat(),
    };
    let what = format!(
        "{}{latin}汇集全国各类开发区的新闻、招商动态、政策法规、投资项目与展会活动，按栏目、地区和类型编排，并为每个开发区建立简介。{}",
        site.name,
        site.slogan_sentence()
    );
    let key = [what.as_str(), &site.copyright].concat();
    let link =
        |route: Route, name: &'static str| view! { <a href=to(&route)>{name}</a> }.into_any();
    let page = view! {
        <div class="about prose">
            <h1 tabindex="-1">"关于"{site.name.clone()}</h1>
            <p>{what}</p>
            <h2>"怎样查找"</h2>
            <p>
                "从"{link(Route::list(Default::default()), "全部新闻")}
                "出发，可按地区、开发区、类型和时间逐步筛选；也可从"{link(Route::Zones, "开发区名录")}
                "进入某个开发区。每个列表都有自己的网址，可以收藏或转发。"
            </p>
            <ContactBox site=Arc::clone(&site)/>
            {line("copyright", &site.copyright)}
        </div>
    };
    keyed(key, page).into_any()
}
