"""The neural-network playground: `streamlit run app.py`."""

import streamlit as st

from playground.ui import host

app = st.App(
    host.PAGE,
    routes=host.ROUTES,
    middleware=host.MIDDLEWARE,
    lifespan=host.LIFESPAN,
)
