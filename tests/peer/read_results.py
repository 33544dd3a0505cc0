#!/usr/bin/env python3
"""Opens a run folder of wuwei in the tools that others use, and compares what they say.

    read_results.py RUN_DIR [--text FILE.txt] [--within 0.01]

- trajectories.sqlite opens in PedPy with its walkable area, and nobody walks off it;
- the Julich text (made by `wuwei export RUN_DIR --format txt --out FILE.txt`; by default
  RUN_DIR/trajectories.txt) holds the same positions, and its .wkt is a walkable area;
- visitors, counters and field open in pandas, Polars and DuckDB, which agree on every column,
  and add up with summary.json;
- PedPy's classic density in a measurement area equals field.parquet's within one per cent:
  means over all minutes of the busiest block of cells away from walls, and of the busiest
  single cells.

Needs pedpy 1.5.1, pandas with pyarrow, polars, duckdb. Ends with 0 if all holds, else with 1.
"""

import argparse
import json
import pathlib
import sqlite3
import sys

import duckdb
import numpy as np
import pandas as pd
import pedpy
import polars as pl
import shapely

PARTS = {
    f"felt_{part}min": "float64"
    for part in ("", "held_", "detour_", "instructed_", "visible_", "confined_", "lost_choice_")
}
TABLES = {
    "visitors": {
        "visitor": "uint32", "party": "uint32", "segment": "text", "portal_in": "text",
        "portal_out": "text", "arrived_s": "float64", "entered_s": "float64",
        "left_s": "float64", "free_speed_mps": "float32", "walked_m": "float32",
        "walking_s": "float32", "standing_s": "float32", "queueing_s": "float32",
        "delay_s": "float32", "friction_min": "float32", "crowded_s": "float32",
        "critical_s": "float32", "mean_density_per_m2": "float32",
        "peak_density_per_m2": "float32", "stops": "uint32", "visited": "uint32",
        "missed": "uint32", "balked": "uint32", "gave_up": "uint32", "rerouted": "uint32",
        "longest_stuck_s": "float32", "parted": "uint32", **PARTS,
    },
    "felt": {
        "visitor": "uint32", "measure": "text", "first_s": "float64", "last_s": "float64",
        "held_informed_s": "float32", "held_informed_overtaken_s": "float32",
        "held_uninformed_s": "float32", "held_uninformed_overtaken_s": "float32",
        "detour_s": "float32", "turn_backs": "uint32", "orders": "uint32", "advices": "uint32",
        "signs": "uint32", "barrier_view_s": "float32", "volunteer_in_sight_s": "float32",
        "guard_in_sight_s": "float32", "police_in_sight_s": "float32", "confined_s": "float32",
        "denied": "uint32", **PARTS,
    },
    "counters": {
        "counter": "text", "minute_end_s": "float64", "clock": "text", "forward": "uint32",
        "backward": "uint32",
    },
    "field": {
        "minute_end_s": "float64", "x_m": "float64", "y_m": "float64",
        "density_per_m2": "float32", "standing_per_m2": "float32",
        "queueing_per_m2": "float32", "speed_mps": "float32", "east_mps": "float32",
        "north_mps": "float32", "pressure_per_s2": "float32",
    },
}
POLARS = {"text": pl.String, "uint32": pl.UInt32, "float32": pl.Float32, "float64": pl.Float64}
DUCKDB = {"text": "VARCHAR", "uint32": "UINTEGER", "float32": "FLOAT", "float64": "DOUBLE"}

failures = []


def check(holds, what):
    """Prints and remembers one check."""
    print(("ok    " if holds else "WRONG ") + what)
    if not holds:
        failures.append(what)


def read_tables(run):
    """Each table in pandas; Polars and DuckDB must agree on types and on every column."""
    frames = {}
    for name, columns in TABLES.items():
        path = run / f"{name}.parquet"
        frame = frames[name] = pd.read_parquet(path)
        polars = pl.read_parquet(path)
        duck = duckdb.sql(f"SELECT * FROM read_parquet('{path}')")
        check(list(frame.columns) == list(columns), f"{name}: columns as documented")
        check(polars.schema == {c: POLARS[t] for c, t in columns.items()}, f"{name}: Polars types")
        types = dict(zip(duck.columns, map(str, duck.types)))
        check(types == {c: DUCKDB[t] for c, t in columns.items()}, f"{name}: DuckDB types")
        duck = duck.df()
        same = len(frame) == len(polars) == len(duck)
        for column, kind in columns.items():
            if kind == "text":
                mine = frame[column].fillna("").tolist()
                same &= mine == polars[column].fill_null("").to_list()
                same &= mine == duck[column].fillna("").tolist()
            else:
                mine = frame[column].to_numpy()
                same &= np.array_equal(mine, polars[column].to_numpy(), equal_nan=kind != "uint32")
                same &= np.array_equal(mine, duck[column].to_numpy(), equal_nan=kind != "uint32")
        check(same, f"{name}: {len(frame)} rows, the same in pandas, Polars and DuckDB")
        numbers = frame.select_dtypes("number").drop(columns=["entered_s", "left_s"], errors="ignore")
        check(np.isfinite(numbers.to_numpy(float)).all(), f"{name}: every number is finite")
    return frames


def compare_with_summary(run, frames):
    """The tables add up with what summary.json says."""
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    people, visitors = summary["people"], frames["visitors"]
    # A run that was stopped also knows those who were still to come.
    arrived = (visitors.arrived_s <= summary["made"]["simulated_s"] + 1e-6).sum()
    check(arrived == people["arrived"], f"visitors: one row for each of {people['arrived']} who arrived")
    check(visitors.left_s.notna().sum() == people["left"], "visitors: as many left as the summary says")
    inside = visitors.entered_s.notna() & visitors.left_s.isna()
    check(inside.sum() == people["inside"], "visitors: as many inside at the end as the summary says")
    check(
        people["arrived"] == people["inside"] + people["left"] + people["waiting_outside"],
        "summary: arrived = inside + left + waiting outside",
    )
    felt = frames["felt"].groupby("visitor").felt_min.sum()
    felt = felt.reindex(visitors.visitor, fill_value=0.0).to_numpy()
    check(np.allclose(felt, visitors.felt_min, atol=1e-9), "felt: each visitor's measures add up")
    mean = visitors.felt_min[visitors.entered_s.notna()].mean()
    check(abs(mean - summary["felt"]["mean_min"]) < 1e-9, f"felt: {mean:.3f} min a visitor as in the summary")
    for counter in summary["counters"]:
        rows = frames["counters"].query("counter == @counter['id']").sort_values("minute_end_s")
        same = rows.forward.tolist() == counter["forward"] and rows.backward.tolist() == counter["backward"]
        check(same, f"counters: {counter['id']} as in the summary")
    hotspots = json.loads((run / "hotspots.json").read_text(encoding="utf-8"))
    check(hotspots == summary["hotspots"], f"hotspots.json: the {len(hotspots)} of the summary")


def read_trajectories(path):
    """Trajectories and walkable area from SQLite; nobody is off the walkable area."""
    trajectory = pedpy.load_trajectory_from_jupedsim_sqlite(trajectory_file=path)
    area = pedpy.load_walkable_area_from_jupedsim_sqlite(trajectory_file=path)
    data = trajectory.data
    check(True, f"PedPy opens {path.name}: {data.id.nunique()} people, {len(data)} positions, "
          f"{trajectory.frame_rate:g} frames/s, {area.area:.1f} m²")
    off = ~shapely.intersects_xy(area.polygon, data.x.to_numpy(), data.y.to_numpy())
    check(not off.any(), f"nobody is off the walkable area ({off.sum()} positions are)")
    with sqlite3.connect(path) as database:
        grounds = database.execute("SELECT hash, wkt FROM geometry").fetchall()
        used = {row[0] for row in database.execute("SELECT DISTINCT geometry_hash FROM frame_data")}
    check(used == {h for h, _ in grounds}, f"{len(grounds)} state(s) of the ground, each with its frames")
    valid = all(shapely.from_wkt(text).is_valid for _, text in grounds)
    check(valid, "every state of the ground is a valid geometry")
    return trajectory, area, [shapely.from_wkt(text) for _, text in grounds]


def compare_text(path, trajectory, area):
    """The text holds what the database holds."""
    if not path.exists():
        check(False, f"there is no {path}: wuwei export RUN --format txt --out {path}")
        return
    text = pedpy.load_trajectory(trajectory_file=path)
    check(text.frame_rate == trajectory.frame_rate, f"PedPy opens {path.name}: same frame rate")
    order = ["frame", "id"]
    ours = text.data.sort_values(order)[["id", "frame", "x", "y"]].to_numpy(float)
    theirs = trajectory.data.sort_values(order)[["id", "frame", "x", "y"]].to_numpy(float)
    same = ours.shape == theirs.shape and np.abs(ours - theirs).max(initial=0.0) < 1e-4
    check(same, "the text holds the same positions within 0.1 mm")
    ground = pedpy.WalkableArea(path.with_suffix(".wkt").read_text().strip())
    difference = area.polygon.symmetric_difference(ground.polygon).area
    check(difference < 0.01 * area.area, f"its .wkt is a walkable area of {ground.area:.1f} m²")


def classic_density(trajectory, polygon, minute_ends_s):
    """PedPy's classic density, mean over the whole seconds of the minutes."""
    density = pedpy.compute_classic_density(
        traj_data=trajectory, measurement_area=pedpy.MeasurementArea(polygon)
    ).reset_index()
    # field.parquet is sampled once a second; frames in between only add noise to compare.
    seconds = density["frame"] / trajectory.frame_rate
    on_second = np.isclose(seconds, seconds.round(), atol=1e-6)
    inside = (seconds > minute_ends_s[0] - 60 + 1e-6) & (seconds <= minute_ends_s[-1] + 1e-6)
    return density[on_second & inside]["density"].mean()


def whole_cells(field, grounds, cell_m, clear_m=1.0):
    """Centres of the cells that lie wholly on the ground, away from every wall."""
    cells = field[["x_m", "y_m"]].drop_duplicates().to_numpy()
    boxes = shapely.box(*(cells - cell_m / 2 - clear_m).T, *(cells + cell_m / 2 + clear_m).T)
    whole = np.ones(len(cells), bool)
    for ground in grounds:
        shapely.prepare(ground)
        whole &= shapely.covers(ground, boxes)
    return {tuple(c) for c in cells[whole]}


def compare_density(field, trajectory, grounds, within):
    """PedPy's density of the busiest block and of the busiest cells against field.parquet's."""
    xs = np.sort(field.x_m.unique())
    cell_m = np.diff(xs).min()
    # The last minute may have been cut off.
    ends = [e for e in sorted(field.minute_end_s.unique()) if e % 60 == 0]
    last_s = trajectory.data.frame.max() / trajectory.frame_rate
    ends = [e for e in ends if e <= last_s + 1e-6]
    ends = np.arange(ends[0], ends[-1] + 1, 60.0)
    field = field[field.minute_end_s.isin(ends)]
    sums = field.groupby(["x_m", "y_m"]).density_per_m2.sum(min_count=1).astype(float) / len(ends)
    whole = whole_cells(field, grounds, cell_m)
    if not whole:
        check(False, "no cell lies away from all walls: nothing to compare")
        return
    means = {cell: sums.get(cell, 0.0) for cell in whole}

    def block(cell, size):
        return [(cell[0] + i * cell_m, cell[1] + j * cell_m) for i in range(size) for j in range(size)]

    for size in (4, 3, 2):
        blocks = [b for b in (block(c, size) for c in sorted(whole)) if all(c in whole for c in b)]
        if blocks:
            busiest = max(blocks, key=lambda b: sum(means[c] for c in b))
            compare_block(busiest, means, cell_m, trajectory, ends, within)
            break
    for cell in sorted(whole, key=lambda c: (-means[c], c))[:3]:
        compare_block([cell], means, cell_m, trajectory, ends, within)


def compare_block(cells, means, cell_m, trajectory, ends, within):
    """One measurement area: the cells' mean against PedPy's."""
    ours = sum(means[c] for c in cells) / len(cells)
    low = np.min(cells, axis=0) - cell_m / 2
    high = np.max(cells, axis=0) + cell_m / 2
    theirs = classic_density(trajectory, shapely.box(*low, *high), ends)
    off = abs(ours - theirs) / theirs if theirs > 0 else float("inf")
    check(off <= within, f"density over {len(ends)} min at {low.round(1).tolist()}–{high.round(1).tolist()}: "
          f"field.parquet {ours:.4f}, PedPy {theirs:.4f} /m², {100 * off:.2f} % apart")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--text", type=pathlib.Path, help="default: RUN/trajectories.txt")
    parser.add_argument("--within", type=float, default=0.01, help="share that densities may differ")
    arguments = parser.parse_args()
    if not (arguments.run / "summary.json").is_file():
        parser.error(f"{arguments.run} is not the folder of a run: there is no summary.json")
    frames = read_tables(arguments.run)
    compare_with_summary(arguments.run, frames)
    if not (arguments.run / "trajectories.sqlite").is_file():
        parser.error(f"{arguments.run} has no trajectories.sqlite: run the event with trajectories")
    trajectory, area, grounds = read_trajectories(arguments.run / "trajectories.sqlite")
    compare_text(arguments.text or arguments.run / "trajectories.txt", trajectory, area)
    compare_density(frames["field"], trajectory, grounds, arguments.within)
    print(f"{len(failures)} wrong" if failures else "all well")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
