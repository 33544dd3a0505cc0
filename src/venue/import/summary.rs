//! What an import took, what it left out and why: for people in two languages, for programs
//! as `import.json`.

use crate::document::{Bilingual, Language, whole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Examples kept of each kind.
const EXAMPLES: usize = 5;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident: $en:literal, $zh:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $(#[doc = $en] $variant,)* }

        impl $name {
            /// How people call it.
            pub fn label(self) -> Bilingual {
                match self { $(Self::$variant => Bilingual::new($en, $zh),)* }
            }
        }
    };
}

words! {
    /// What a thing of the map was taken for.
    What {
        Ground: "ground", "可行走地面";
        Building: "buildings", "建筑";
        Water: "water", "水面";
        Wall: "walls, fences, hedges", "墙、栅栏、绿篱";
        Gate: "gates opened in them", "其中打开的门";
        Track: "rail tracks", "铁轨";
        Tree: "trees", "树木";
        Furniture: "bollards, benches, fountains and the like", "护柱、长椅、喷泉等";
        Green: "shrubs and flower beds", "灌木与花坛";
        Closed: "closed areas", "封闭区域";
        Stairs: "stairs", "台阶";
        Passage: "passages through buildings", "穿过建筑的通道";
        Bridge: "bridges and piers over water", "水上的桥与栈桥";
        StreetPortal: "portals where ways leave the map", "道路出图处的出入口";
        StationPortal: "portals at stations and their stairs", "车站及其楼梯处的出入口";
        OpeningPortal: "portals at gaps in the edge", "边缘缺口处的出入口";
        OutlinePortal: "portals proposed where the outline ends: a guess, check them", "轮廓端部推测的出入口，请核对";
        Lane: "rows of entrance gates, each now a line that counts", "成排的入口闸机，各以一条计数线代替";
        DrawnPortal: "portals drawn in the file", "文件中画出的出入口";
        Attraction: "attractions (places with a name)", "兴趣点（有名称的地点）";
    }
}

words! {
    /// Why a thing of the map was left out.
    Reason {
        Below: "below the surface (level, layer, tunnel)", "位于地下（楼层、隧道）";
        Above: "above people's heads: walkable below", "在头顶上方，下面可通行";
        Roof: "roofs without walls: walkable below", "无墙屋顶，下面可通行";
        Indoors: "inside buildings", "建筑内部";
        BuildingPart: "parts of buildings whose outline is there", "轮廓已计入的建筑局部";
        WalkThrough: "outline of a tower that people walk below: its feet were taken", "可从下方穿行的塔：仅计入塔脚";
        Step: "foundations low enough to step onto", "可踏上的低矮基座";
        Kerb: "kerbs: people step over them", "路缘石，可跨越";
        TreeRow: "rows of trees without single trees", "未逐棵标出的行道树";
        Movable: "bicycle stands and the like: cleared for an event", "自行车架等，活动时可移走";
        Grass: "grass, parks, sports grounds: walkable", "草地、公园、运动场：可行走";
        ClosedGate: "gates that are locked or private: they stay closed", "上锁或私有的门：保持关闭";
        LooseGate: "gates that are on no wall or fence", "不在墙或栅栏上的门";
        Courtyard: "ground that no way leads to (courtyards, roofs, track beds)", "无路可达的地面（内院等）";
        CutOff: "ground apart from the rest, with fewer than two ways from outside (corners, platforms)", "与其余地面不相连、外部通路不足两条的地面（边角、站台）";
        Outside: "outside the map's bounds", "在地图范围之外";
        BrokenRing: "areas whose outline is broken or not whole in the file", "轮廓破损或不完整的区域";
        Unclear: "cut waters of which the side could not be told", "无法判断水面在哪一侧的残缺水域";
        Deleted: "marked as deleted in the file", "文件中标记为已删除";
        NoPosition: "without a usable position", "没有可用坐标";
        DeletedByUser: "taken out of venue.geojson by hand before", "此前已从 venue.geojson 中手工删除";
        GateBody: "bodies of entrance gates (a line that counts stands for each row)", "入口闸机本体（每排以计数线代替）";
        Layer: "layers whose name does not say what they are (--layer NAME=ground does)", "图层名未表明用途（可用 --layer 图层名=ground 指明）";
        IgnoredLayer: "layers that are nothing of the site", "与场地无关的图层";
        Symbol: "symbols in blocks (manholes, hydrants), and blocks that are empty", "块中的符号（井盖、消火栓）及空块";
        Annotation: "texts, dimensions and the like", "文字、标注等";
        Duplicate: "drawn twice", "重复绘制";
        Unknown: "of a kind that is not known", "类型未知";
    }
}

/// How many of something, how large, and some of them by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub count: usize,
    /// Their area, square metres; 0 where it means nothing.
    pub m2: f64,
    /// The first few, by name and source.
    pub examples: Vec<String>,
}

impl Tally {
    /// Adds one.
    pub fn add(&mut self, m2: f64, example: &str) {
        self.count += 1;
        self.m2 += m2;
        let known = self.examples.iter().any(|e| e == example);
        if self.examples.len() < EXAMPLES && !example.is_empty() && !known {
            self.examples.push(example.to_owned());
        }
    }
}

/// What was left out, by reason.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeftOut(pub BTreeMap<Reason, Tally>);

impl LeftOut {
    /// Adds one.
    pub fn add(&mut self, reason: Reason, m2: f64, example: &str) {
        self.0.entry(reason).or_default().add(m2, example);
    }
}

/// One line of the summary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line<T> {
    /// For programs.
    pub what: T,
    /// For people.
    pub label: Bilingual,
    /// How many, how large, which.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Something that the user may want to turn into a portal or an attraction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// What the map calls it.
    pub name: String,
    /// What it is.
    pub what: Bilingual,
    /// Metres east of the venue's origin.
    pub x_m: f64,
    /// Metres north of the venue's origin.
    pub y_m: f64,
}

/// What an import kept of a venue that was there before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Features of which the user changed name, id or other properties.
    pub properties: Vec<String>,
    /// Features that the user redrew.
    pub shapes: Vec<String>,
    /// Features that the user added.
    pub added: usize,
    /// Features that the user took out.
    pub removed: usize,
    /// Features of the earlier import that are no longer in the map.
    pub gone: Vec<String>,
}

/// Hashes of a feature as it was written, to know later what the user changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Of its geometry.
    pub shape: String,
    /// Of its properties.
    pub properties: String,
}

/// What an import took and left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportSummary {
    /// The map file.
    pub file: String,
    /// Its format, as the registry names it.
    pub format: String,
    /// Name of the place.
    pub name: Bilingual,
    /// Extent west to east, metres.
    pub width_m: f64,
    /// Extent south to north, metres.
    pub height_m: f64,
    /// Area within the map's edge, square metres.
    pub map_m2: f64,
    /// Walkable area before pieces that nothing leads to were dropped, square metres.
    pub free_m2: f64,
    /// Walkable area of the venue, square metres.
    pub walkable_m2: f64,
    /// Its largest connected piece, square metres.
    pub largest_piece_m2: f64,
    /// What was taken, for what.
    pub taken: Vec<Line<What>>,
    /// What was left out, why.
    pub left_out: Vec<Line<Reason>>,
    /// What was assumed where the map does not say.
    pub assumed: Vec<Bilingual>,
    /// What the user may want to turn into portals or attractions.
    pub candidates: Vec<Candidate>,
    /// What needs a look.
    pub warnings: Vec<Bilingual>,
    /// What was kept of an earlier import; `None` at the first.
    pub kept: Option<Kept>,
    /// The features written, by source.
    pub written: BTreeMap<String, Fingerprint>,
}

impl ImportSummary {
    /// The summary as people read it on a terminal.
    pub fn text(&self, language: Language) -> String {
        let mut out = String::new();
        let l = language;
        let size = format!("{:.0} × {:.0} m", self.width_m, self.height_m);
        let _ = writeln!(
            out,
            "{} — {size}, {} {} m² ({} {} m²)",
            l.of(&self.name),
            l.pick("walkable", "可行走"),
            whole(self.walkable_m2),
            l.pick("largest piece", "最大连通块"),
            whole(self.largest_piece_m2)
        );
        section(&mut out, l.pick("taken", "已采用"));
        for line in &self.taken {
            tally(&mut out, l.of(&line.label), &line.tally, false);
        }
        section(&mut out, l.pick("left out", "未采用"));
        for line in &self.left_out {
            tally(&mut out, l.of(&line.label), &line.tally, true);
        }
        section(&mut out, l.pick("assumed", "假定"));
        for text in &self.assumed {
            let _ = writeln!(out, "  {}", l.of(text));
        }
        if !self.warnings.is_empty() {
            section(&mut out, l.pick("please look at", "请留意"));
            for text in &self.warnings {
                let _ = writeln!(out, "  {}", l.of(text));
            }
        }
        if let Some(kept) = &self.kept {
            section(&mut out, l.pick("kept of the earlier venue", "保留自先前的场地"));
            let _ = writeln!(out, "  {}", kept.text(l));
        }
        out
    }
}

impl Kept {
    fn text(&self, l: Language) -> String {
        let parts = [
            (self.properties.len(), l.pick("renamed or changed", "项改过名称或属性")),
            (self.shapes.len(), l.pick("redrawn", "项重画")),
            (self.added, l.pick("added by hand", "项手工添加")),
            (self.removed, l.pick("taken out by hand", "项手工删除")),
            (
                self.gone.len(),
                l.pick("no longer in the map (dropped)", "项地图中已不存在（已去除）"),
            ),
        ];
        let said: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        if said.is_empty() {
            l.pick("nothing was changed", "无改动").to_owned()
        } else {
            said.join(", ")
        }
    }
}

fn section(out: &mut String, title: &str) {
    let _ = writeln!(out, "{title}:");
}

fn tally(out: &mut String, label: &str, tally: &Tally, examples: bool) {
    let _ = write!(out, "  {:>5}  {label}", tally.count);
    if tally.m2 >= 0.5 {
        let _ = write!(out, ", {} m²", whole(tally.m2));
    }
    if examples && !tally.examples.is_empty() {
        let shown: Vec<&str> = tally.examples.iter().take(3).map(String::as_str).collect();
        let more = if tally.count > shown.len() { ", …" } else { "" };
        let _ = write!(out, ": {}{more}", shown.join(", "));
    }
    out.push('\n');
}
