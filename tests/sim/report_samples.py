# SPDX-License-Identifier: Apache-2.0
"""Results for the report's tests: edited runs, and sweeps of any size made without running any."""
import json
import pathlib
import random

HOSTILE = '</script><script>window.pwned=1</script><img src=x onerror="window.pwned=2">{{document}}\u2028'


def edit_run(folder, change):
    """Applies `change` to the run.json of a folder; what lies beside it says something else then, and goes away."""
    path = pathlib.Path(folder) / "run.json"
    run = json.loads(path.read_text())
    change(run)
    path.write_text(json.dumps(run))
    for name in ("layers.csv", "architecture.yaml"):
        (path.parent / name).unlink()


def forget_layers(run):
    """What `octet run --view rtl` leaves null: figures of layers, and memories but for the DRAM."""
    run.update(
        view="rtl", layers_missing_reason="made-up reason of layers", memory_missing_reason="made-up reason of memories"
    )
    run["energy_j"]["outside_layers"] = None
    run["outside_layers"] = {
        "busy_cycles": sum(unit["busy_cycles"] for unit in run["per_unit"]),
        "energy_j": run["energy_j"]["total"],
    }
    for layer in run["per_layer"]:
        layer.update(energy_j=None, start_cycles=None, end_cycles=None, busy_cycles=None)
    run["memory"] = {key: value for key, value in run["memory"].items() if key.startswith("dram")}


def forget_figures(folder):
    """Makes a sweep of `write_sweep` one in which no point can be built."""
    sweep = json.loads((folder / "sweep.json").read_text())
    sweep.update(done=0, infeasible=sweep["points"], failed=0, pareto=[], failures=[])
    (folder / "sweep.json").write_text(json.dumps(sweep))
    rows = "".join(f'{index},8,infeasible,,0,0,,"made up, so that none fits"\n' for index in range(sweep["points"]))
    (folder / "points.csv").write_text("id,array.rows,state,view,finalist,front,accuracy_samples,reason\n" + rows)


def write_sweep(folder, count, seed=1, name=""):
    """A sweep's export of `count` points with three objectives; every tenth point of those on the estimate's front ran
    in SystemC."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    rng = random.Random(seed)
    axes = ["array.rows", "array.columns", "lanes.softmax", "memory.beat_bytes", "package.weights"]
    choices = [[8, 16, 24, 32], [8, 16, 24, 32, 48], [1, 2, 4, 8], [8, 16, 32, 64], ["int8", "int4" + name]]
    points = []
    for index in range(count):
        values = [rng.choice(list(it)) for it in choices]
        rows, columns, lanes, beat, weights = values
        narrow = weights != "int8"
        cycles = int(3e7 / (rows * columns) + 8e5 / lanes + 1.2e6 / beat * (0.6 if narrow else 1) + rng.random() * 2e4)
        area = 0.002 * rows * columns + 0.03 * lanes + 0.01 * beat + 0.4
        points.append(
            {
                "id": index,
                "values": values,
                "latency_s": cycles / 5e8,
                "area_mm2": area,
                "accuracy": 0.913 - (0.02 if narrow else 0) - 0.002 * rng.random(),
                "state": "done",
            }
        )
    for point in points[3::97]:
        point["state"] = "failed"

    def beats(a, b):
        return (
            a["latency_s"] <= b["latency_s"]
            and a["area_mm2"] <= b["area_mm2"]
            and a["accuracy"] >= b["accuracy"]
            and a is not b
        )

    alive = [point for point in points if point["state"] == "done"]
    best = sorted(alive, key=lambda it: (it["latency_s"], it["area_mm2"]))
    front = []
    for point in best:
        if not any(beats(other, point) for other in front):
            front.append(point)
    front = front[:: max(1, len(front) // 40)]
    on_front = {point["id"] for point in front}
    metrics = ["latency_s", "area_mm2", "accuracy"]
    lines = ["id," + ",".join(axes) + ",state,view,finalist,front," + ",".join(metrics) + ",accuracy_samples,reason"]
    for point in points:
        done, chosen = point["state"] == "done", point["id"] in on_front
        figures = [str(point[it]) if done and (it != "accuracy" or chosen) else "" for it in metrics]
        texts = [
            '"' + str(it).replace('"', '""') + '"' if any(c in str(it) for c in ',"') else str(it)
            for it in point["values"]
        ]
        lines.append(
            ",".join(
                [
                    str(point["id"]),
                    *texts,
                    point["state"],
                    ("systemc" if chosen else "estimate") if done else "",
                    str(int(chosen)),
                    str(int(chosen)),
                    *figures,
                    "10000" if chosen else "",
                    "" if done else "made up, so that one fails",
                ]
            )
            .replace("made up, so", '"made up, so')
            .replace("one fails", 'one fails"')
        )
    (folder / "points.csv").write_text("\n".join(lines) + "\n")
    settings = [dict(zip(axes, map(str, point["values"]))) for point in points]
    failures = [
        {"id": it["id"], "state": "failed", "settings": settings[it["id"]], "reason": "made up, so that one fails"}
        for it in points
        if it["state"] == "failed"
    ]
    (folder / "sweep.json").write_text(
        json.dumps(
            {
                "schema_version": 1,
                "specification": "made-up.yaml",
                "search": {"method": "grid", "space": count},
                "points": count,
                "done": len(alive),
                "infeasible": 0,
                "failed": len(failures),
                "objectives": [
                    {"metric": "latency_s", "goal": "min"},
                    {"metric": "area_mm2", "goal": "min"},
                    {"metric": "accuracy", "goal": "max"},
                ],
                "constraints": [],
                "pareto": [{"id": it["id"], "state": "done", "settings": settings[it["id"]]} for it in front],
                "finalists": [],
                "failures": failures,
                "packages": [],
                "provenance": {"version": "made-up", "specification": "axes: made up"},
            }
        )
    )
