#!/usr/bin/env python3
"""A linkage model that our program wrote is loaded, as it is, by real Splink, and every pair must weigh
there what it weighs here, to 1e-9. Run from the repository's root, in an environment with Splink 5.0.0
(and DuckDB 1.5.6, or PySpark and Java):

    splink_weights.py --program target/debug/alongside-engines [--backend duckdb|spark] [--records FILE]

Invented people only: data/linkage/people.csv. Exit code 0 when all weights agree, 1 otherwise.
"""
import argparse
import csv
import json
import logging
import pathlib
import subprocess
import sys
import tempfile

logging.getLogger("splink").setLevel(logging.ERROR)
ROOT = pathlib.Path(__file__).resolve().parents[3]
COLUMNS = ["unique_id", "person", "organisation", "first_name", "surname", "surnames", "dob", "postcode", "pnc_id"]


def ours(program, records, settings, dialect, folder):
    """Trains a model and scores every pair; gives the model and the weight of each pair."""
    model, pairs = folder / "model.json", folder / "pairs.csv"
    words = [program, "link", records, "--train", settings, "--save-model", model, "--out-pairs", pairs,
             "--least-weight", "-1000", "--dialect", dialect, "--json"]
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)
    with open(pairs, newline="") as rows:
        weights = {(row["unique_id_l"], row["unique_id_r"]): float(row["match_weight"]) for row in csv.DictReader(rows)}
    return model, weights


def on_duckdb(records, model):
    import duckdb
    from splink import DuckDBAPI, Linker

    connection = duckdb.connect(":memory:")
    cells = ", ".join(
        f"string_split(nullif({c}, ''), '|') as {c}" if c == "surnames" else f"nullif({c}, '') as {c}" for c in COLUMNS
    )
    connection.execute(f"create table people as select {cells} from read_csv('{records}', all_varchar=true, header=true)")
    database = DuckDBAPI(connection=connection)
    linker = Linker(database.register(connection.table("people"), dataset_display_name="records"), str(model))
    return linker.inference.predict().as_pandas_dataframe()


def on_spark(records, model):
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as f
    from splink import Linker, SparkAPI
    from splink.backends.spark import similarity_jar_location

    spark = (
        SparkSession.builder.master("local[2]").appName("weights")
        .config("spark.jars", similarity_jar_location())
        .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
        .config("spark.default.parallelism", "2").getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    spark.sparkContext.setCheckpointDir(tempfile.mkdtemp())
    people = spark.read.csv(str(records), header=True)
    people = people.withColumn("surnames", f.split("surnames", r"\|"))
    database = SparkAPI(spark_session=spark, num_partitions_on_repartition=2)
    linker = Linker(database.register(people, dataset_display_name="records"), str(model))
    return linker.inference.predict().as_pandas_dataframe()


def without_sounds(settings, folder):
    """DuckDB has no double metaphone: the rules that block by it are left out, all else stays."""
    text = json.loads(settings.read_text())
    key = "blocking_rules_to_generate_predictions"
    text[key] = [rule for rule in text[key] if "Dmetaphone" not in rule["blocking_rule"]]
    path = folder / settings.name
    path.write_text(json.dumps(text))
    return path


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--program", required=True)
    asked.add_argument("--backend", choices=["duckdb", "spark"], default="duckdb")
    asked.add_argument("--records", type=pathlib.Path, default=ROOT / "data/linkage/people.csv")
    asked = asked.parse_args()
    program = pathlib.Path(asked.program).resolve()
    score = {"duckdb": on_duckdb, "spark": on_spark}[asked.backend]
    wrong = 0
    # Lists of surnames are compared by functions that Splink writes for DuckDB alone.
    names = {"duckdb": ["uk-settings.json", "people-settings.json"], "spark": ["uk-settings.json"]}
    for name in names[asked.backend]:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            settings = without_sounds(ROOT / "data/linkage" / name, folder)
            model, here = ours(program, asked.records, settings, asked.backend, folder)
            frame = score(asked.records, model)
        there = {
            (str(left), str(right)): float(weight)
            for left, right, weight in zip(frame["unique_id_l"], frame["unique_id_r"], frame["match_weight"])
        }
        lacking = len(here.keys() ^ there.keys())
        farthest = max((abs(here[pair] - there[pair]) for pair in here.keys() & there.keys()), default=float("inf"))
        agree = lacking == 0 and farthest < 1e-9
        wrong += not agree
        print(f"{name} on {asked.backend}: {len(there)} pairs, {lacking} in one only, farthest {farthest:.3g}: "
              f"{'agree' if agree else 'DIFFER'}")
    sys.exit(1 if wrong else 0)


main()
