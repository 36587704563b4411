"""The peer of `plan siting`: one OR-Library p-median file solved to proof by spopt with HiGHS.

usage: pmedian_spopt.py FILE [SECONDS]; prints one JSON object. Run by `cargo bench-all`. Of edges
that the file names twice the last holds, as OR-Library says.
"""

import json
import sys
import time

import numpy as np
import pulp
import spopt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path
from spopt.locate import PMedian

path = sys.argv[1]
limit = float(sys.argv[2]) if len(sys.argv) > 2 else 300.0
begun = time.perf_counter()
numbers = [int(word) for word in open(path).read().split()]
nodes, edges, p = numbers[:3]
lengths = {}
for start, end, length in zip(*(iter(numbers[3 : 3 + 3 * edges]),) * 3):
    lengths[min(start, end) - 1, max(start, end) - 1] = length
rows, columns = zip(*lengths)
network = csr_matrix((list(lengths.values()), (rows, columns)), shape=(nodes, nodes))
costs = shortest_path(network, method="D", directed=False)
model = PMedian.from_cost_matrix(costs, np.ones(nodes), p_facilities=p)
model.solve(pulp.HiGHS(msg=False, timeLimit=limit), results=False)
print(
    json.dumps(
        {
            "peer": "spopt " + spopt.__version__,
            "nodes": nodes,
            "p": p,
            "status": pulp.LpStatus[model.problem.status],
            "value": pulp.value(model.problem.objective),
            "seconds": time.perf_counter() - begun,
        }
    )
)
