"""The neural-network playground: `streamlit run app.py`."""

import streamlit as st

from playground.ui import host

host.TRAINER.launch()  # it loads JAX while the page's own server starts
app = st.App(
    host.PAGE,
    routes=host.ROUTES,
    middleware=host.MIDDLEWARE,
    lifespan=host.LIFESPAN,
)
