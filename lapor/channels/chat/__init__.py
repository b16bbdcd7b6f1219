"""What WhatsApp and Telegram have in common on the way in: doors for their webhooks, files, and the talk.

Each reads its own format (`whatsapp/arriving.py`, `telegram/arriving.py`) into the same `Arrived`.
"""
