//! The proof that pages print natively, from the same components that the browser shows.

use std::path::Path;
use std::sync::Arc;

use futures::FutureExt;
use investchn::archive::Reader;
use investchn::domain::route::Route;
use investchn::press::{Folder, build, print};
use investchn::site::open;
use investchn::site::page::Content;
use investchn::site::parts::Base;
use investchn::site::screen::PageToPrint;

/// Prints a page of this repository's own site.
fn printed(address: &str, base: &str) -> String {
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    let out = tempfile::tempdir().expect("a folder");
    build::build(&input, out.path(), |_| {}).expect("it builds");
    let reader = Reader::new(Folder(out.path().to_owned()));
    let page = open::open(&reader, &(), Route::parse(address)).now_or_never();
    let page = page.expect("a folder answers at once").expect("the page exists");
    let neighbours = match &page.content {
        Content::Article(page) => open::neighbours(&reader, &page.article, None).now_or_never(),
        _ => None,
    };
    let neighbours = neighbours.and_then(Result::ok);
    let site = Arc::clone(&page.site);
    print::page_html(PageToPrint { site, page: Ok(page), neighbours }, Base(base.to_owned()))
}

fn check(address: &str, parts: &[&str]) {
    let html = printed(address, "");
    let mut rest = html.as_str();
    for part in parts {
        let Some((_, behind)) = rest.split_once(part) else {
            panic!("{address}: {part} is missing, or not in its place, in {html}");
        };
        rest = behind;
    }
}

#[test]
fn an_article_prints_with_all_that_a_reader_holds_on_to() {
    check(
        "/article/20220519-jiangyan-assessment/",
        &[
            "您现在的位置",
            "首页",
            "开发区新闻",
            "泰州",
            "文字新闻",
            "<h1",
            "全区2021年度综合考核总结表彰大会召开",
            "发布时间",
            "datetime=\"2022-05-19T09:30:00+08:00\"",
            "来源",
            "姜堰区融媒体中心",
            "发布开发区",
            "江苏姜堰经济开发区",
            "170.46",
            "上一条",
            "rel=\"prev\"",
            "下一条",
            "rel=\"next\"",
            "tel:+8651253660867",
            "版权所有:投促中国",
        ],
    );
}

#[test]
fn below_an_article_stands_what_it_rests_on_and_what_is_told_afterwards_says_so() {
    check(
        "/article/20190315-foreign-investment-law/",
        &[
            "发布时间",
            "<dt>回顾</dt><dd>本文为事后整理，发布时间是事件发生的日期。</dd>",
            "aria-label=\"参考来源\"",
            "<h2>参考来源</h2>",
            "<a href=\"https://www.gov.cn/xinwen/2019-03/20/content_5375360.htm\" rel=\"external noopener\">中国政府网：",
        ],
    );
    check(
        "/article/19860412-foreign-capital-enterprise-law/",
        &["<li>《中华人民共和国外资企业法》"],
    );
    let plain = printed("/article/20220519-jiangyan-assessment/", "");
    assert!(!plain.contains("回顾</dt>") && !plain.contains("相关开发区"), "{plain}");
    let without = printed("/article/19970908-investment-fair/", "");
    assert!(without.contains("aria-label=\"参考来源\" hidden"), "{without}");
}

#[test]
fn a_zone_that_did_not_issue_an_article_is_called_related() {
    check(
        "/article/20240226-suzhou-park-thirty/",
        &["本站编辑", "<dt>相关开发区</dt>", "苏州工业园区"],
    );
}

#[test]
fn every_other_kind_of_page_prints() {
    check("/", &["<h1", "图片与视频", "开发区新闻", "展会活动"]);
    check(
        "/zone-news/",
        &["您现在的位置", "role=\"status\"", "共 ", "地区", "时间", "类型", "开发区", "分页"],
    );
    check("/zones/", &["开发区名录", "江苏姜堰经济开发区"]);
    check("/zones/jiangyan/", &["江苏姜堰经济开发区", "所在地", "泰州", "开发区新闻", "综合考核"]);
    check("/about/", &["关于", "投促中国", "联系我们"]);
}

#[test]
fn below_a_base_path_every_address_of_the_site_begins_with_it() {
    let html = printed("/all/all/photo/", "/news");
    for attribute in ["href=\"/", "src=\"/"] {
        for address in html.split(attribute).skip(1) {
            assert!(address.starts_with("news/"), "{attribute}{:.40}", address);
        }
    }
}
