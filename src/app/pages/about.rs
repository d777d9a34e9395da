//! What the site is, and how to reach it.

use leptos::prelude::*;

use crate::route::Route;
use crate::taxonomy::{Contact, Site};
use crate::view::to;

pub(super) fn about(site: &Site) -> AnyView {
    let Contact { phone, fax, mail } = site.contact.clone();
    view! {
        <div class="about prose">
            <h1 tabindex="-1">"关于"{site.name.clone()}</h1>
            <p>{site.name.clone()}"("{site.latin_name.clone()}")是面向中国投资促进事业的网上平台:"{site.slogan.clone()}"。"</p>
            <p>"本站汇集全国各类开发区的新闻、招商动态、政策法规、投资项目与展会活动,按栏目、地区和类型编排,并为每个开发区建立简介。"</p>
            <h2>"怎样查找"</h2>
            <p>"从"<a href=to(&Route::list(Default::default()))>"全部新闻"</a>"出发,可按地区、开发区、类型和时间逐步筛选;也可从"<a href=to(&Route::Zones)>"开发区名录"</a>"进入某个园区。每个列表都有自己的网址,可以收藏或转发。"</p>
            <h2>"联系我们"</h2>
            <p>"电话:"<a href=format!("tel:{}", Contact::dial(&phone))>{phone.clone()}</a></p>
            <p>"传真:"{fax}</p>
            <p>"邮箱:"<a href=format!("mailto:{mail}")>{mail.clone()}</a></p>
            <p>{site.copyright.clone()}</p>
        </div>
    }
    .into_any()
}
