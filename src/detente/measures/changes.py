"""x"""
from __future__ import annotations
import numpy as np
from detente.measures.costs import cost_of, noise, segment
def cuts(values, model="normal"):
    e=np.ones(len(values)); k=noise(values,e,model)
    return segment(cost_of(values,e,model,k),len(values),penalty=3*np.log(len(values))*k.inflation*values.shape[1])
