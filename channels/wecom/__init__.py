"""WeCom: members by the self-built app, candidates by 微信客服, HR's group by its robot."""
