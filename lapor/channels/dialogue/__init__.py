"""The talk with somebody who writes short messages: the same words and questions by SMS and in chats.

`commands` reads a message, `talk` decides what follows from it, `answers` holds every sentence we send. A channel gives
it who writes and carries the answer.
"""
